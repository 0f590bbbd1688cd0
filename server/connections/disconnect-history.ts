import type { Clock } from '../base/clock.ts'
import type { ConnectionView } from './connection-view.ts'
import type { Disconnect } from './disconnect.ts'

/** Of each room the last ones are kept, and of so many rooms: the room that has been quiet for longest is forgotten. */
const PER_ROOM = 50
const ROOMS = 500

/** A connection that has ended. */
export interface PastDisconnect
  extends Pick<ConnectionView, 'connectionId' | 'identity' | 'sinceMs'>,
    Disconnect {
  /** In ms since 1970. */
  readonly atMs: number
}

/** Who has left which room, and why: outlives the room's time in memory, not the relay. */
export interface DisconnectHistory {
  add(room: string, view: ConnectionView, disconnect: Disconnect): void
  /** The latest first. */
  of(room: string): readonly PastDisconnect[]
}

export const createDisconnectHistory = (clock: Clock): DisconnectHistory => {
  const disconnectsByRoom = new Map<string, PastDisconnect[]>()

  return {
    add(room, { connectionId, identity, sinceMs }, disconnect) {
      const disconnects = disconnectsByRoom.get(room) ?? []
      disconnects.push({ connectionId, identity, sinceMs, atMs: clock.wallMs(), ...disconnect })
      if (disconnects.length > PER_ROOM) disconnects.shift()
      // The map is in the order in which rooms were left last.
      disconnectsByRoom.delete(room)
      disconnectsByRoom.set(room, disconnects)
      const quietest = disconnectsByRoom.keys().next()
      if (disconnectsByRoom.size > ROOMS && !quietest.done) disconnectsByRoom.delete(quietest.value)
    },

    of: (room) => disconnectsByRoom.get(room)?.toReversed() ?? [],
  }
}
