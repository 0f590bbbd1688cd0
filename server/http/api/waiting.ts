// The waiting room of a room, and those who were removed from it, for hosts: [LK9] to [LK13] of docs/protocol.md.
import { ok, type RoomId } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { PolicyOf } from '../../rooms/policy-of.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { PeopleOrder, RemovedList, WaitingList, WaitingOrder } from './link-schemas.ts'
import { createOrders, ORDER, type OrderDeps } from './orders.ts'
import { jsonBody } from './request.ts'
import { type Route, route } from './route.ts'

export interface WaitingDeps extends OrderDeps {
  readonly policyOf: PolicyOf
  readonly log: Log
  readonly metrics: Metrics
}

const WAITING = '/api/rooms/:room/waiting'

/** More than anybody looks through. */
const MOST_REMOVED = 1_000

export const waitingRoutes = (deps: WaitingDeps): readonly Route[] => [
  ...lookRoutes(deps),
  ...orderRoutes(deps),
]

const lookRoutes = (deps: WaitingDeps): readonly Route[] => {
  const policyOf = (room: RoomId) => unlessStoreFails(deps, 'orders', room, () => deps.policyOf(room))
  return [
    route({
      method: 'get',
      path: WAITING,
      right: 'order',
      summary: 'The people who wait in front of the room.',
      answers: { 200: { description: 'As it is now; the room is not loaded for it.', json: WaitingList } },
      refusals: ['store-unavailable'],
      async handle({ caller: { room } }) {
        const policy = await policyOf(room)
        if (!policy.ok) return policy
        const { door } = policy.value
        return ok({ room, everyone: door.isHeld, waiting: door.waiting() })
      },
    }),
    route({
      method: 'get',
      path: '/api/rooms/:room/removed',
      right: 'order',
      summary: 'The people who were removed, or not let in.',
      answers: { 200: { description: 'As it is now; the room is not loaded for it.', json: RemovedList } },
      refusals: ['store-unavailable'],
      async handle({ caller: { room } }) {
        const policy = await policyOf(room)
        if (!policy.ok) return policy
        return ok({ room, removed: policy.value.removals.list(MOST_REMOVED) })
      },
    }),
  ]
}

const orderRoutes = (deps: WaitingDeps): readonly Route[] => {
  const order = createOrders(deps)
  return [
    route({
      ...ORDER,
      path: WAITING,
      summary: 'Says whether all who come by a link wait until a host lets them in.',
      body: jsonBody(WaitingOrder),
      handle: ({ c, caller, body: { everyone } }) =>
        order(c, caller, ({ moderation }) => ok(moderation.door.hold(everyone))),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/end-waiting',
      summary: 'Tells all who wait that the lesson is over. They may come again after three minutes.',
      handle: ({ c, caller }) => order(c, caller, ({ moderation }) => ok(moderation.door.end())),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/admit',
      summary: 'Lets people in who wait, or who were removed.',
      body: jsonBody(PeopleOrder),
      handle: ({ c, caller, body: { ids } }) =>
        order(c, caller, ({ moderation }) => ok(moderation.door.letIn(ids))),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/turn-away',
      summary: 'Does not let people in who wait.',
      body: jsonBody(PeopleOrder),
      handle: ({ c, caller, body: { ids } }) =>
        order(c, caller, ({ moderation }) => ok(moderation.removePeople(ids))),
    }),
  ]
}
