import * as v from 'valibot'
import { CLAIM_KEY } from '../../../shared/index.ts'
import { ClientId, WallMs } from '../../base/values.ts'

export const ClaimOrder = v.strictObject({
  key: v.pipe(v.string(), v.regex(CLAIM_KEY), v.description('A key, such as pen or seat/4.')),
  clientId: v.pipe(
    v.nullable(ClientId),
    v.description('The tab that holds it from now on; null for nobody.'),
  ),
})

export const ClaimList = v.object({
  room: v.string(),
  claims: v.pipe(
    v.array(
      v.object({
        key: v.string(),
        clientId: ClientId,
        atMs: WallMs,
        isKept: v.pipe(v.boolean(), v.description('Its holder was lost a moment ago, and may come back.')),
      }),
    ),
    v.description('In the order of the keys.'),
  ),
})
