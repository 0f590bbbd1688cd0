import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
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

/** The connections that left a room, and why they did: outlives the room's time in memory, not the relay. */
export class DisconnectHistory {
  readonly #clock: Clock
  readonly #byRoom: ExpiringMap<string, PastDisconnect[]>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#byRoom = new ExpiringMap(clock, { most: ROOMS })
  }

  add(room: string, { connectionId, identity, sinceMs }: ConnectionView, disconnect: Disconnect): void {
    const disconnects = this.#byRoom.get(room) ?? []
    disconnects.push({ connectionId, identity, sinceMs, atMs: this.#clock.wallMs(), ...disconnect })
    if (disconnects.length > PER_ROOM) disconnects.shift()
    this.#byRoom.set(room, disconnects)
  }

  /** The latest first. */
  of(room: string): readonly PastDisconnect[] {
    return this.#byRoom.get(room)?.toReversed() ?? []
  }
}
