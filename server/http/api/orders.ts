// What a host orders in a room, whether anybody is there or not: [HT8] of docs/protocol.md.
import type * as v from 'valibot'
import { fault, type Json, ok, type RoomId, writeSignalRequest } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import { createAbsentRoom, type Moderating } from '../../rooms/absent-room.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Policies } from '../../rooms/policy.ts'
import { jsonBody } from './request.ts'
import { type Caller, type Route, route } from './route.ts'
import { KickOrder, LockOrder, RoleOrder, SignalOrder } from './schemas.ts'

export interface OrderDeps {
  readonly hub: Hub
  readonly policies: Policies
  readonly clock: Clock
}

/** A person, by verified id or by the clientID of one of their tabs. */
type Named = { readonly id: string } | { readonly clientId: number }

const ORDER = {
  method: 'post',
  right: 'order',
  answers: { 204: { description: 'It is done.' } },
} as const

/** Orders may name a clientID that nobody has. */
const NAMING_ORDER = { ...ORDER, refusals: ['not-found'] } as const

const DONE = ok(undefined)
const NOBODY = fault('not-found', 'Nobody there has this clientId.')

export const orderRoutes = (deps: OrderDeps): readonly Route[] => {
  const { moderatingOf, orderOf, send } = createOrders(deps)
  return [
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/signals',
      summary: 'Sends a signal to those who are there.',
      body: jsonBody(SignalOrder),
      handle: ({ caller, body }) => send(caller, body),
    }),
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/kick',
      summary: 'Removes a person, whose tokens do not hold any more.',
      body: jsonBody(KickOrder),
      handle: ({ caller: { room }, body }) =>
        orderOf(
          room,
          body,
          (moderating, id) => moderating.removePerson(id),
          (moderating, clientIds) => moderating.remove(clientIds),
        ),
    }),
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/role',
      summary: 'Gives a person a role in this room.',
      body: jsonBody(RoleOrder),
      handle: ({ caller: { room }, body }) =>
        orderOf(
          room,
          body,
          (moderating, id) => moderating.giveRoleToPerson(id, body.role),
          (moderating, clientIds) => moderating.giveRole(clientIds, body.role),
        ),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/lock',
      summary: 'Locks the room, or opens it.',
      body: jsonBody(LockOrder),
      handle({ caller: { room }, body }) {
        moderatingOf(room).setRules({ locked: body.locked })
        return DONE
      },
    }),
  ]
}

const createOrders = ({ hub, policies, clock }: OrderDeps) => {
  const moderatingOf = (room: RoomId): Moderating =>
    hub.peek(room)?.moderation ?? createAbsentRoom(room, policies, clock)

  const isThere = (room: RoomId, clientId: number) => hub.peek(room)?.presence.get(clientId) !== undefined

  /** Gives an order to a person by their id, or to the tab that has a clientID. */
  const orderOf = (
    room: RoomId,
    named: Named,
    byId: (moderating: Moderating, id: string) => void,
    byClient: (moderating: Moderating, clientIds: readonly number[]) => void,
  ) => {
    if ('id' in named) byId(moderatingOf(room), named.id)
    else if (isThere(room, named.clientId)) byClient(moderatingOf(room), [named.clientId])
    else return NOBODY
    return DONE
  }

  const send = ({ room, identity }: Caller, { kind, data, to }: v.InferOutput<typeof SignalOrder>) => {
    // It was read as JSON.
    const request = { kind, to, data: data as Json }
    // What the protocol does not carry is not sent this way either.
    const written = writeSignalRequest(request)
    if (!written.ok) return fault('bad-request', written.fault.message)
    if (to.length > 0 && !to.some((clientId) => isThere(room, clientId))) return NOBODY
    const { id, name, role } = identity
    const taken = moderatingOf(room).take(null, request, { clientId: null, id, name, role })
    if (taken.ok) return DONE
    const { code, message } = taken.fault
    return fault(code === 'role-forbidden' ? code : 'bad-request', message)
  }

  return { moderatingOf, orderOf, send }
}
