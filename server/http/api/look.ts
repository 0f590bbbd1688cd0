// A look into a room, which is not loaded for it.
import { type OwnRoles, ok, type RoomId, rolesOf } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { ConnectionView } from '../../connections/connection-view.ts'
import type { PastDisconnect } from '../../connections/disconnect-history.ts'
import { peopleIn } from '../../handle/presence-view.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { PolicyOf } from '../../rooms/policy-of.ts'
import type { Room } from '../../rooms/room.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { type Route, route } from './route.ts'
import { Connections, Presence, RoomSummary } from './schemas.ts'

/** The connections of a room, and those that it had. */
interface Attendance {
  readonly connections: readonly ConnectionView[]
  /** The latest first. */
  readonly left: readonly PastDisconnect[]
}

export interface LookDeps {
  readonly hub: Hub
  readonly policyOf: PolicyOf
  readonly log: Log
  readonly metrics: Metrics
  readonly attendance: (room: string) => Attendance
  /** Of rooms for which nothing else is ordered. */
  readonly gc: boolean
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

/** On all nodes. Server code that people see is in a room as they are, and has no connection. */
export const connectionsIn = ({ participants, remote }: Room): number =>
  [...participants].filter(({ source }) => source === 'client').length + remote.connections

const AS_IT_IS = 'The room as it is now; it is not loaded for it.'

export const lookRoutes = ({ hub, policyOf, attendance, ...deps }: LookDeps): readonly Route[] => {
  const summaryOf = (id: RoomId) => {
    const room = hub.peek(id)
    return {
      room: id,
      loaded: room !== null,
      setAside: hub.setAside.get(id) ?? null,
      epoch: room?.epoch ?? null,
      connections: room === null ? 0 : connectionsIn(room),
      entries: room?.presence.size ?? 0,
    }
  }

  const entriesOf = (id: RoomId) => {
    const room = hub.peek(id)
    return room === null ? [] : peopleIn(room)
  }

  return [
    route({
      method: 'get',
      path: '/api/rooms/:room',
      right: 'look',
      summary: 'A room in short.',
      answers: { 200: { description: AS_IT_IS, json: RoomSummary } },
      handle: ({ caller }) => ok(summaryOf(caller.room)),
    }),
    route({
      method: 'get',
      path: '/api/rooms/:room/presence',
      right: 'look',
      summary: 'The people who are there, as everyone sees them.',
      answers: { 200: { description: AS_IT_IS, json: Presence } },
      handle: ({ caller: { room } }) => ok({ room, entries: entriesOf(room) }),
    }),
    route({
      method: 'get',
      path: '/api/rooms/:room/connections',
      right: 'look',
      summary: 'Connections, what waits for them, and why the last ones left.',
      answers: { 200: { description: AS_IT_IS, json: Connections } },
      refusals: ['store-unavailable'],
      async handle({ caller: { room } }) {
        const policy = await unlessStoreFails(deps, 'orders', room, () => policyOf(room))
        if (!policy.ok) return policy
        const { rules, gc } = policy.value
        const ordered = { rules, gc: gc ?? deps.gc, roles: rolesOf(deps.roles) }
        return ok({ ...summaryOf(room), ...ordered, ...attendance(room) })
      },
    }),
  ]
}
