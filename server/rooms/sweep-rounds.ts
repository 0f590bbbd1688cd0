import type { Clock } from '../base/clock.ts'
import { DueList } from '../base/due-list.ts'
import { Round } from '../base/round.ts'
import type { Room } from './room.ts'

/** A quiet room has a sweep each second: the fourth from the last one on, also where a timer is early. */
const QUIET_MS = 900

/** So often there is a look at a room that owes nothing, in ms: memory of what has ended may be given back. */
const REST_MS = 10_000

/**
 * Which rooms a sweep is for. There may be thousands in which nobody does anything, and a sweep looks at none of them: a room has each
 * sweep from the moment that something happens in it for as long as it owes something, and then one when something is due.
 */
export class SweepRounds {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #isShared: boolean
  readonly #restless = new Set<Room>()
  readonly #quiet = new DueList<Room>()
  readonly #round: Round<Room>

  /** What happens in rooms that other relays have, too, comes by ways that no room sees. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, isShared: boolean) {
    this.#clock = clock
    this.#isShared = isShared
    this.#round = new Round(clock)
  }

  /** Something of a room should be in the store, and is not. A room that writes is a restless one. */
  get isStoreFailing(): boolean {
    for (const { journal, moderation } of this.#restless)
      if (journal?.isFailing || moderation.orders.isFailing) return true
    return false
  }

  /** Something happens in a room: the next sweep is for it, too. Null is one that is not open. */
  stir(room: Room | null): void {
    if (room === null) return
    this.#quiet.drop(room)
    this.#restless.add(room)
  }

  drop(room: Room): void {
    this.#quiet.drop(room)
    this.#restless.delete(room)
  }

  /** Calls `sweep`, which never throws, for the rooms that have their sweep now, unless that is still under way for those before. */
  begin(sweep: (room: Room) => void): void {
    const roomsOf = () => {
      for (const room of this.#quiet.take(this.#clock.monotonicMs())) this.#restless.add(room)
      return [...this.#restless]
    }
    this.#round.begin(roomsOf, sweep)
  }

  /** A room has had its sweep. */
  swept(room: Room): void {
    if (this.#isShared || isRestless(room)) return
    const nowMs = this.#clock.monotonicMs()
    const isAtRest = room.presence.keptClaims.size === 0 && room.moderation.policy.door.isEmpty
    this.#restless.delete(room)
    this.#quiet.put(room, isAtRest ? Math.min(nowMs + REST_MS, room.broadcast.renewAtMs) : nowMs + QUIET_MS)
  }
}

const isRestless = (room: Room): boolean =>
  !room.isWanted ||
  !room.broadcast.isQuiet ||
  room.hasFailed ||
  room.isBusy ||
  room.journal?.isAtWork === true ||
  room.journal?.isOutdated === true ||
  room.moderation.orders.isAtWork ||
  room.document.hasPending
