// A look into a room. It is loaded for it only where other nodes may have it: what they have comes with that.
import { type OwnRoles, ok, type RefusalCode, type RoomId, rolesOf } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import { joined } from '../../base/joined.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Turns, Work } from '../../base/turns.ts'
import { jsonOf } from '../../document/json-pieces.ts'
import type { Fleet } from '../../fleet/fleet.ts'
import { connectionsHere } from '../../fleet/own-answers.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { PolicyOf } from '../../rooms/policy-of.ts'
import type { Room } from '../../rooms/room.ts'
import { unlessStoreFails } from '../store-fault.ts'
import type { Downloads } from './downloads.ts'
import { bytesResponse } from './in-pieces.ts'
import { JSON_TYPE } from './request.ts'
import { type Route, route } from './route.ts'
import { Connections, Presence, RoomSummary } from './schemas.ts'

export interface LookDeps {
  readonly hub: Hub
  readonly handles: RoomHandles
  readonly policyOf: PolicyOf
  readonly log: Log
  readonly metrics: Metrics
  readonly fleet: Fleet
  readonly turns: Turns
  readonly downloads: Downloads
  /** Of rooms for which nothing else is ordered. */
  readonly gc: boolean
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
  /** The relay verifies nobody: no order is taken. */
  readonly isOpen: boolean
}

/** On all nodes. */
const connectionsIn = (room: Room): number => connectionsHere(room) + room.remote.connections

/** What machines there are is told to those who run them. */
const unnamed = <Relay extends { readonly name: string | null }>(relays: readonly Relay[]) =>
  relays.map((relay) => ({ ...relay, name: null }))

const AS_IT_IS = 'The room as it is now; a relay alone does not load it for it.'

export const lookRoutes = ({ hub, handles, policyOf, fleet, ...deps }: LookDeps): readonly Route[] => {
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

  return [
    route({
      method: 'get',
      path: '/api/rooms/:room',
      right: 'look',
      summary: 'A room in short.',
      answers: { 200: { description: AS_IT_IS, json: RoomSummary } },
      async handle({ caller: { room } }) {
        await handles.meet(room)
        return ok(summaryOf(room))
      },
    }),
    route({
      method: 'get',
      path: '/api/rooms/:room/presence',
      right: 'look',
      summary: 'The people who are there, as everyone sees them.',
      answers: { 200: { description: AS_IT_IS, json: Presence } },
      refusals: ['busy'],
      async handle({ c, caller: { room } }) {
        await handles.meet(room)
        // It may be as large as a document: tabs have 256 KiB of presence each.
        return deps.downloads.make<RefusalCode>(c, room, async () => {
          const body = await inTurns(deps.turns, presenceBodyOf(room, hub.peek(room)), { room })
          const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': 'no-store' }
          return ok({ response: bytesResponse(body, headers), bytes: body.length })
        })
      },
    }),
    route({
      method: 'get',
      path: '/api/rooms/:room/connections',
      right: 'look',
      summary: 'Connections on all relays, what waits for them, and why the last ones left.',
      answers: { 200: { description: AS_IT_IS, json: Connections } },
      refusals: ['store-unavailable'],
      async handle({ caller: { room, isAdmin } }) {
        const [{ relays, ...there }] = await Promise.all([fleet.connections(room), handles.meet(room)])
        const policy = await unlessStoreFails(deps, 'orders', room, () => policyOf(room))
        if (!policy.ok) return policy
        const { rules, gc } = policy.value
        const ordered = { rules, gc: gc ?? deps.gc, roles: deps.isOpen ? [] : rolesOf(deps.roles) }
        return ok({ ...summaryOf(room), ...ordered, ...there, relays: isAdmin ? relays : unnamed(relays) })
      },
    }),
  ]
}

/** What `Presence` describes. A change of an entry makes another state, so these are as they were at one moment. */
function* presenceBodyOf(id: RoomId, room: Room | null): Work<Uint8Array<ArrayBuffer>> {
  const all = [...(room?.presence.values() ?? [])]
  const entries = all.map(({ clientId, state }) => ({ clientId, state }))
  return yield* joined(yield* jsonOf({ room: id, entries }))
}
