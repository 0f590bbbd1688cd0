import type { ConnectionView } from '../../connections/connection-view.ts'
import type { PastDisconnect } from '../../connections/disconnect-history.ts'
import type { Hub } from '../../rooms/hub.ts'
import { NO_RULES, type Policies } from '../../rooms/policy.ts'
import type { Room } from '../../rooms/room.ts'
import { type Handler, json } from './answer.ts'

/** Who is connected to a room, and who was. */
interface Attendance {
  readonly connections: readonly ConnectionView[]
  /** The latest first. */
  readonly left: readonly PastDisconnect[]
}

export interface LookDeps {
  readonly hub: Hub
  readonly policies: Policies
  readonly attendance: (room: string) => Attendance
}

interface LookRoutes {
  readonly room: Handler
  readonly presence: Handler
  readonly connections: Handler
}

/** A look into a room, which is not loaded for it. */
export const createLookRoutes = ({ hub, policies, attendance }: LookDeps): LookRoutes => ({
  room: (c, { room }) => json(c, { room, ...describeRoom(hub.peek(room)) }),

  presence: (c, { room }) => json(c, { room, ...describePresence(hub.peek(room)) }),

  connections: (c, { room }) =>
    json(c, {
      room,
      ...describeRoom(hub.peek(room)),
      rules: policies.peek(room)?.rules ?? NO_RULES,
      ...attendance(room),
    }),
})

const describeRoom = (room: Room | null) => ({
  loaded: room !== null,
  epoch: room?.epoch ?? null,
  connections: room?.participants.size ?? 0,
  entries: room?.presence.size ?? 0,
})

const describePresence = (room: Room | null) => ({
  entries: [...(room?.presence.values() ?? [])].map(({ clientId, state }) => ({ clientId, state })),
})
