import type { Clock } from '../base/clock.ts'
import type { ConnectionView } from './connection-view.ts'
import type { Ending } from './ending.ts'

/** Of each room the last ones are kept, and of so many rooms: the room that has been quiet for longest is forgotten. */
const PER_ROOM = 50
const ROOMS = 500

/** A connection that has ended. */
export interface Departure extends Pick<ConnectionView, 'session' | 'identity' | 'sinceMs'>, Ending {
  /** In ms since 1970. */
  readonly atMs: number
}

/** Who has left which room, and why: outlives the room's time in memory, not the relay. */
export interface Departures {
  add(room: string, view: ConnectionView, ending: Ending): void
  /** The latest first. */
  of(room: string): readonly Departure[]
}

export const createDepartures = (clock: Clock): Departures => {
  const departuresByRoom = new Map<string, Departure[]>()

  return {
    add(room, { session, identity, sinceMs }, ending) {
      const departures = departuresByRoom.get(room) ?? []
      departures.push({ session, identity, sinceMs, atMs: clock.wallMs(), ...ending })
      if (departures.length > PER_ROOM) departures.shift()
      // The map is in the order in which rooms were left last.
      departuresByRoom.delete(room)
      departuresByRoom.set(room, departures)
      const quietest = departuresByRoom.keys().next()
      if (departuresByRoom.size > ROOMS && !quietest.done) departuresByRoom.delete(quietest.value)
    },

    of: (room) => departuresByRoom.get(room)?.toReversed() ?? [],
  }
}
