import type { Clock } from '../base/clock.ts'

const LOOK_MS = 2_000

/** A node that is not back by then is dead, or what it stores shows as soon as somebody writes here, too. */
const KEEP_MS = 10 * 60_000

/** When to look in the store for what a lost node writes: it may be alive, and cut off from the bus alone. */
export class LostLooks {
  readonly #clock: Clock
  #untilMs = Number.NEGATIVE_INFINITY
  #nextMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** From now on it is looked, for a while. */
  lost(): void {
    this.#untilMs = this.#clock.monotonicMs() + KEEP_MS
  }

  /** Whether to look now; true once in a while. */
  take(): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs >= this.#untilMs || nowMs < this.#nextMs) return false
    this.#nextMs = nowMs + LOOK_MS
    return true
  }
}
