import type { Clock } from '../../base/clock.ts'

/** A crowd stays one until it has had, for a while, so small a part of the people that make one: a room at the edge is not told anew all the time. */
const STAYS = 9 / 10
const SMALLER_MS = 5_000

/** Says when a room is a crowd. */
export class Threshold {
  readonly #most: number
  readonly #clock: Pick<Clock, 'monotonicMs'>
  /** Since when a crowd has been too small for one, on the monotonic clock; null where it is not. */
  #smallerSinceMs: number | null = null

  /** A room of more people than `most` is one. */
  constructor(most: number, clock: Pick<Clock, 'monotonicMs'>) {
    this.#most = most
    this.#clock = clock
  }

  isCrowd(people: number, wasCrowd: boolean): boolean {
    // A count of 0 says that a room is none.
    if (people === 0) return false
    if (!wasCrowd || people > this.#most * STAYS) {
      this.#smallerSinceMs = null
      return people > this.#most || wasCrowd
    }
    this.#smallerSinceMs ??= this.#clock.monotonicMs()
    return this.#clock.monotonicMs() - this.#smallerSinceMs < SMALLER_MS
  }
}
