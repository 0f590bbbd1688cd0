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
} from '../../../shared/index.ts'
import type { OpenRoom } from '../../handle/open-room.ts'
import { orderStored } from '../../handle/order-stored.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import { sendSignal } from '../../handle/send-signal.ts'
import type { Room } from '../../rooms/room.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { createOrderLimit, type OrderLimitDeps } from './order-limit.ts'
import { jsonBody } from './request.ts'
import { isThere } from './room-of.ts'
import { type Caller, type Route, route } from './route.ts'
import { KickOrder, LockOrder, roleOrder, SettingsOrder, SignalOrder } from './schemas.ts'

export interface OrderDeps extends OrderLimitDeps {
  readonly handles: RoomHandles
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

/** A person, by verified id or by the clientID of one of their tabs. */
type Named = { readonly id: string } | { readonly clientId: number }

/** What is done in a room that is there; a refusal where it cannot be done. */
type Act = (room: Room, open: OpenRoom) => Result<void, RefusalCode>

export const ORDER = {
  method: 'post',
  right: 'order',
  answers: { 204: { description: 'It is done, and stored.' } },
  refusals: ['room-not-found', 'too-many-orders', 'store-unavailable'],
} as const

/** Orders may name a clientID that nobody has. */
export const NAMING_ORDER = { ...ORDER, refusals: [...ORDER.refusals, 'not-found'] } as const

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
      handle: ({ c, caller, body }) => order(c, caller, (_room, open) => sendAs(open, caller, body)),
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
            (id) => moderation.removePeople([id]),
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
export const createOrders = ({ handles, ...deps }: OrderDeps) => {
  const limit = createOrderLimit(deps)

  return async (c: Context<Env>, caller: Caller, act: Act): Promise<Result<undefined, RefusalCode>> => {
    const limited = limit(c, caller)
    if (!limited.ok) return limited
    return handles.use<undefined, RefusalCode>(caller.room, async (open) => {
      const { room } = open
      if (!isThere(room)) return refusal('room-not-found')
      const acted = act(room, open)
      return acted.ok ? orderStored(room) : acted
    })
  }
}

/** Gives an order to a person by their id, or to the tab that has a clientID. */
export const toPerson = (
  { presence, named }: { readonly presence: Room['presence']; readonly named: Named },
  byId: (id: string) => void,
  byClient: (clientIds: readonly number[]) => void,
): Result<void, RefusalCode> => {
  if ('id' in named) byId(named.id)
  else if (presence.get(named.clientId) === undefined) return NOBODY
  else byClient([named.clientId])
  return DONE
}

/** Sends a signal of the one who asks. */
export const sendAs = (
  open: OpenRoom,
  { identity }: Caller,
  {
    kind,
    data,
    to,
  }: Pick<v.InferOutput<typeof SignalOrder>, 'kind' | 'data'> & {
    readonly to?: readonly number[] | undefined
  },
): Result<void, RefusalCode> => {
  // It was read as JSON.
  const sent = sendSignal(open, open.speaker('http', identity), { kind, to: to ?? [], data: data as Json })
  if (sent.ok) return DONE
  const { code, message } = sent.fault
  return fault(code === 'role-forbidden' || code === 'not-found' ? code : 'bad-request', message)
}
