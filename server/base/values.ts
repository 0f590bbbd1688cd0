// Values that many schemas have.
import * as v from 'valibot'

export const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const WallMs = v.pipe(v.number(), v.integer(), v.description('Milliseconds since 1970.'))
export const ClientId = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.description('The clientID of a tab, as Yjs has it.'),
)
