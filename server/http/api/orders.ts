import * as v from 'valibot'
import {
  fault,
  type Json,
  ok,
  type RefusalCode,
  type Result,
  ROLES,
  type Role,
  type RoomId,
  writeSignalRequest,
} from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import { createAbsentRoom, type Moderating } from '../../rooms/absent-room.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Policies } from '../../rooms/policy.ts'
import { type Handler, noContent } from './answer.ts'
import { readOrder } from './body.ts'

export interface OrderDeps {
  readonly hub: Hub
  readonly policies: Policies
  readonly clock: Clock
}

const ROLE_NAMES = Object.keys(ROLES) as Role[]

const ClientId = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Somebody, by verified id or by the clientID of one of their tabs. */
const BY_ID = { id: v.pipe(v.string(), v.minLength(1), v.maxLength(256)) }
const BY_CLIENT = { clientId: ClientId }
const NAMES_ONE = 'It names somebody, by either an id or a clientId.'

const SignalOrder = v.strictObject({
  kind: v.string(),
  data: v.optional(v.unknown(), null),
  to: v.optional(v.array(ClientId), []),
})
const KickOrder = v.union([v.strictObject(BY_ID), v.strictObject(BY_CLIENT)], NAMES_ONE)
const GIVEN = { role: v.picklist(ROLE_NAMES) }
const RoleOrder = v.union(
  [v.strictObject({ ...BY_ID, ...GIVEN }), v.strictObject({ ...BY_CLIENT, ...GIVEN })],
  `${NAMES_ONE} And a role.`,
)
const LockOrder = v.strictObject({ locked: v.boolean() })

type Named = v.InferOutput<typeof KickOrder>
type Person = { readonly id: string } | { readonly clientIds: readonly number[] }

const NOBODY = fault('not-found', 'Nobody there has this clientId.')

interface OrderRoutes {
  readonly signal: Handler
  readonly kick: Handler
  readonly role: Handler
  readonly lock: Handler
}

/** What a host orders in a room, whether anybody is there or not: [HT8] of docs/protocol.md. */
export const createOrderRoutes = ({ hub, policies, clock }: OrderDeps): OrderRoutes => {
  const moderatingOf = (room: RoomId): Moderating =>
    hub.peek(room)?.moderation ?? createAbsentRoom(room, policies, clock)

  const isThere = (room: RoomId, clientId: number) => hub.peek(room)?.presence.get(clientId) !== undefined

  const personOf = (room: RoomId, named: Named): Result<Person, RefusalCode> => {
    if ('id' in named) return ok({ id: named.id })
    return isThere(room, named.clientId) ? ok({ clientIds: [named.clientId] }) : NOBODY
  }

  return {
    async signal(c, { room, identity: { id, name, role } }) {
      const order = await readOrder(c, SignalOrder)
      if (!order.ok) return order
      const { kind, to } = order.value
      // It was read as JSON.
      const request = { kind, to, data: order.value.data as Json }
      // What could not be sent on the wire is not sent this way either.
      const written = writeSignalRequest(request)
      if (!written.ok) return fault('bad-request', written.fault.message)
      if (to.length > 0 && !to.some((clientId) => isThere(room, clientId))) return NOBODY
      const taken = moderatingOf(room).take(null, request, { clientId: null, id, name, role })
      if (taken.ok) return noContent()
      const { code, message } = taken.fault
      return fault(code === 'role-forbidden' ? code : 'bad-request', message)
    },

    async kick(c, { room }) {
      const order = await readOrder(c, KickOrder)
      if (!order.ok) return order
      const person = personOf(room, order.value)
      if (!person.ok) return person
      const moderating = moderatingOf(room)
      if ('id' in person.value) moderating.removePerson(person.value.id)
      else moderating.remove(person.value.clientIds)
      return noContent()
    },

    async role(c, { room }) {
      const order = await readOrder(c, RoleOrder)
      if (!order.ok) return order
      const person = personOf(room, order.value)
      if (!person.ok) return person
      const moderating = moderatingOf(room)
      if ('id' in person.value) moderating.giveRoleToPerson(person.value.id, order.value.role)
      else moderating.giveRole(person.value.clientIds, order.value.role)
      return noContent()
    },

    async lock(c, { room }) {
      const order = await readOrder(c, LockOrder)
      if (!order.ok) return order
      moderatingOf(room).setRules({ locked: order.value.locked })
      return noContent()
    },
  }
}
