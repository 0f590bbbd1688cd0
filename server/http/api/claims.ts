// The keys of a room that one person at a time holds: [HT22] of docs/protocol.md.
import { ok } from '../../../shared/index.ts'
import { claimsHeldIn, giveOrder } from '../../handle/handle-claims.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import type { Hub } from '../../rooms/hub.ts'
import { ClaimList, ClaimOrder } from './claim-schemas.ts'
import { createOrders, NAMING_ORDER, type OrderDeps, sendAs } from './orders.ts'
import { jsonBody } from './request.ts'
import { type Route, route } from './route.ts'

export interface ClaimDeps extends OrderDeps {
  readonly hub: Hub
  readonly handles: RoomHandles
}

export const claimRoutes = (deps: ClaimDeps): readonly Route[] => {
  const { hub, handles } = deps
  const order = createOrders(deps)
  return [
    route({
      method: 'get',
      path: '/api/rooms/:room/claims',
      right: 'look',
      summary: 'The keys that are held, each by one person.',
      answers: {
        200: { description: 'As it is now; a relay alone does not load the room for it.', json: ClaimList },
      },
      async handle({ caller: { room } }) {
        await handles.meet(room)
        const open = hub.peek(room)
        return ok({ room, claims: open === null ? [] : [...claimsHeldIn(open)] })
      },
    }),
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/claims',
      summary: 'Gives a key to a tab, or takes it away from everybody.',
      body: jsonBody(ClaimOrder),
      handle: ({ c, caller, body: { key, clientId } }) =>
        order(c, caller, (_room, open) => sendAs(open, caller, giveOrder(key, clientId))),
    }),
  ]
}
