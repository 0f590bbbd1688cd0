import type { Clock } from '../base/clock.ts'

/** The first time after so long, then after twice that: each answer may be as large as what was refused. */
const FIRST_MS = 10_000
const LAST_MS = 320_000

/** So long after a deletion, in ms: more of them may follow. */
const HURRY_MS = 1_000

/**
 * When to ask again for what was refused since it was too large: by then its sender may have taken it back, or others may
 * have made room. Until it has come, nothing that builds on it can be applied.
 */
export class ResyncRetry {
  readonly #clock: Clock
  #waitMs = 0
  #dueMs = Number.POSITIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** It will be time to ask again. */
  get isWaiting(): boolean {
    return this.#dueMs !== Number.POSITIVE_INFINITY
  }

  /** Something was refused. */
  begin(): void {
    if (!this.isWaiting) this.#next(FIRST_MS)
  }

  /** All of it is here. */
  end(): void {
    this.#dueMs = Number.POSITIVE_INFINITY
  }

  /** Something was deleted: there may be room now. */
  hurry(): void {
    if (this.isWaiting) this.#dueMs = Math.min(this.#dueMs, this.#clock.monotonicMs() + HURRY_MS)
  }

  /** True once for each time to ask. */
  isDue(): boolean {
    if (this.#clock.monotonicMs() < this.#dueMs) return false
    this.#next(Math.min(LAST_MS, 2 * this.#waitMs))
    return true
  }

  #next(waitMs: number): void {
    this.#waitMs = waitMs
    this.#dueMs = this.#clock.monotonicMs() + waitMs
  }
}
