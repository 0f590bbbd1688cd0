import type { Room } from './room.ts'

/** A quiet room has a sweep in one of so many rounds, which is once a second. */
const QUIET_ROUNDS = 4

/**
 * Which rooms a sweep is for. There may be thousands in which nobody does anything: of 500 with ten people each, to sweep all of them each
 * time was a third of the time of all sweeps. A room in which something happened, or that owes something, has each sweep.
 */
export class SweepRounds {
  readonly #isShared: boolean
  #round = 0

  /** What happens in rooms that other relays have, too, comes by ways that no room sees. */
  constructor(isShared: boolean) {
    this.#isShared = isShared
  }

  /** Begins a round; gives the rooms that have their sweep in it. */
  *next(rooms: Iterable<Room>): Iterable<Room> {
    this.#round = (this.#round + 1) % QUIET_ROUNDS
    const isForAll = this.#isShared || this.#round === 0
    for (const room of rooms) if (isForAll || isRestless(room)) yield room
  }
}

const isRestless = (room: Room): boolean =>
  !room.isWanted ||
  !room.broadcast.isQuiet ||
  room.hasFailed ||
  room.isUnwritten ||
  room.journal?.isOutdated === true ||
  room.document.hasPending
