// What a host orders in a room, whether anybody is there or not: [HT8] of docs/protocol.md.
import type { Context } from 'hono'
import type * as v from 'valibot'
import {
  fault,
  type Json,
  type OwnRoles,
  ok,
  type RefusalCode,
  type Result,
  rolesOf,
  writeSignalRequest,
} from '../../../shared/index.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Room } from '../../rooms/room.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { createOrderLimit, type OrderLimitDeps } from './order-limit.ts'
import { jsonBody } from './request.ts'
import { type Caller, type Route, route } from './route.ts'
import { KickOrder, LockOrder, roleOrder, SettingsOrder, SignalOrder } from './schemas.ts'

export interface OrderDeps extends OrderLimitDeps {
  readonly hub: Hub
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

/** A store that has not taken an order by then may take it later. */
const STORE_MS = 10_000

/** A person, by verified id or by the clientID of one of their tabs. */
type Named = { readonly id: string } | { readonly clientId: number }

/** What is done in a room that is there; a refusal where it cannot be done. */
type Act = (room: Room) => Result<void, RefusalCode>

const ORDER = {
  method: 'post',
  right: 'order',
  answers: { 204: { description: 'It is done, and stored.' } },
  refusals: ['room-not-found', 'too-many-orders', 'store-unavailable'],
} as const

/** Orders may name a clientID that nobody has. */
const NAMING_ORDER = { ...ORDER, refusals: [...ORDER.refusals, 'not-found'] } as const

const DONE = ok(undefined)
const NOBODY = fault('not-found', 'Nobody there has this clientId.')

export const orderRoutes = (deps: OrderDeps): readonly Route[] => {
  const order = createOrders(deps)
  return [
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/signals',
      summary: 'Sends a signal to those who are there.',
      body: jsonBody(SignalOrder),
      handle: ({ c, caller, body }) => order(c, caller, (room) => send(room, caller, body)),
    }),
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/kick',
      summary: 'Removes a person, whose tokens do not hold any more.',
      body: jsonBody(KickOrder),
      handle: ({ c, caller, body }) =>
        order(c, caller, ({ moderation, presence }) =>
          toPerson(
            { presence, named: body },
            (id) => moderation.removePerson(id),
            (clientIds) => moderation.remove(clientIds),
          ),
        ),
    }),
    route({
      ...NAMING_ORDER,
      path: '/api/rooms/:room/role',
      summary: 'Gives a person a role in this room.',
      body: jsonBody(roleOrder(rolesOf(deps.roles))),
      handle: ({ c, caller, body }) =>
        order(c, caller, ({ moderation, presence }) => {
          const standing = moderation.standingOf(body.role)
          if (!standing.ok) return fault('bad-request', standing.fault.message)
          return toPerson(
            { presence, named: body },
            (id) => moderation.giveRoleToPerson(id, standing.value),
            (clientIds) => moderation.giveRole(clientIds, standing.value),
          )
        }),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/lock',
      summary: 'Locks the room, or opens it.',
      body: jsonBody(LockOrder),
      handle: ({ c, caller, body: { locked } }) =>
        order(c, caller, ({ moderation }) => ok(moderation.setRules({ locked }))),
    }),
    route({
      ...ORDER,
      path: '/api/rooms/:room/settings',
      summary: 'Says whether the document of this room lets go of what was deleted.',
      body: jsonBody(SettingsOrder),
      handle: ({ c, caller, body: { gc } }) => order(c, caller, ({ moderation }) => ok(moderation.setGc(gc))),
    }),
  ]
}

/** Does something in a room that is there, as often as its caller may, and answers once it is stored. */
const createOrders = ({ hub, ...deps }: OrderDeps) => {
  const limit = createOrderLimit(deps)
  /** The room, loaded where it must be; it leaves memory again as any room in which nobody is. */
  const roomOf = async (id: Caller['room']): Promise<Result<Room, RefusalCode>> => {
    for (;;) {
      const loaded = await hub.load(id)
      if (!loaded.ok) return loaded
      const room = hub.peek(id)
      if (room !== null) return isThere(room) ? ok(room) : refusal('room-not-found')
    }
  }

  return async (c: Context<Env>, caller: Caller, act: Act): Promise<Result<undefined, RefusalCode>> => {
    const limited = limit(c, caller)
    if (!limited.ok) return limited
    const room = await roomOf(caller.room)
    if (!room.ok) return room
    const acted = act(room.value)
    if (!acted.ok) return acted
    const isStored = await withDeadline(STORE_MS, room.value.moderation.orders.flush(), false)
    return isStored ? DONE : NOT_STORED
  }
}

const NOT_STORED = fault('store-unavailable', 'It is done, but not stored: it may end with the relay.')

/** False for a room that is in memory only since somebody has asked for it. */
const isThere = ({ hasContent, participants, moderation }: Room): boolean =>
  hasContent || participants.size > 0 || !moderation.policy.isEmpty

/** Gives an order to a person by their id, or to the tab that has a clientID. */
const toPerson = (
  { presence, named }: { readonly presence: Room['presence']; readonly named: Named },
  byId: (id: string) => void,
  byClient: (clientIds: readonly number[]) => void,
): Result<void, RefusalCode> => {
  if ('id' in named) byId(named.id)
  else if (presence.get(named.clientId) === undefined) return NOBODY
  else byClient([named.clientId])
  return DONE
}

const send = (
  { presence, moderation }: Room,
  { identity }: Caller,
  { kind, data, to }: v.InferOutput<typeof SignalOrder>,
): Result<void, RefusalCode> => {
  // It was read as JSON.
  const request = { kind, to, data: data as Json }
  // What the protocol does not carry is not sent this way either.
  const written = writeSignalRequest(request)
  if (!written.ok) return fault('bad-request', written.fault.message)
  if (to.length > 0 && !to.some((clientId) => presence.get(clientId) !== undefined)) return NOBODY
  const { mayRename: _, ...sender } = identity
  const taken = moderation.take(null, request, { clientId: null, ...sender })
  if (taken.ok) return DONE
  const { code, message } = taken.fault
  return fault(code === 'role-forbidden' ? code : 'bad-request', message)
}
