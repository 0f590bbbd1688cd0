// Values that many schemas have.
import * as v from 'valibot'

export const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const WallMs = v.pipe(v.number(), v.integer(), v.description('Milliseconds since 1970.'))
