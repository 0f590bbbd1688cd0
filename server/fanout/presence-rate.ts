import { PRESENCE_PER_SECOND } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'

/** A room that has fewer in it is taken for smaller after this time, in ms: somebody may only be loading the page again. */
const SMALLER_AFTER_MS = 5_000

export interface PresenceRateOptions {
  readonly clock: Clock
  /** How many hear it. */
  readonly count: () => number
  /** Clients have to be told another rate. */
  readonly onChanged: () => void
}

/** How often clients say how they are, by the number of those who hear it: slower at once, and faster after a while. */
export class PresenceRate {
  readonly #options: PresenceRateOptions
  #row = rowOf(0)
  /** Since when fewer are there, on the monotonic clock; null where as many are. */
  #smallerSinceMs: number | null = null

  constructor(options: PresenceRateOptions) {
    this.#options = options
  }

  /** What a client may send in a second; 0 where nobody hears it. */
  get perSecond(): number {
    return PRESENCE_PER_SECOND[this.#row]?.perSecond ?? 0
  }

  /** No other rate is to come, as far as is known. */
  get isSettled(): boolean {
    return this.#smallerSinceMs === null
  }

  /** Looks how many are there. */
  look(): void {
    const { clock, count } = this.#options
    const row = rowOf(count())
    if (row >= this.#row) this.#smallerSinceMs = null
    else this.#smallerSinceMs ??= clock.monotonicMs()
    if (row > this.#row || this.#isSmallerForLong) this.#turn(row)
  }

  get #isSmallerForLong(): boolean {
    const sinceMs = this.#smallerSinceMs
    return sinceMs !== null && this.#options.clock.monotonicMs() - sinceMs >= SMALLER_AFTER_MS
  }

  #turn(row: number): void {
    this.#row = row
    this.#smallerSinceMs = null
    this.#options.onChanged()
  }
}

const rowOf = (people: number): number => PRESENCE_PER_SECOND.findIndex(({ upTo }) => people <= upTo)
