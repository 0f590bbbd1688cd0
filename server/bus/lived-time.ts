import type { Clock } from '../base/clock.ts'

/** A process that stood still for longer has been given up by others ([N12]). */
export const FROZEN_MS = 5_000

/** The loop is late at times; in what goes beyond this nothing could be heard of anybody. */
const STEP_MS = 1_000

/**
 * Time as this process has lived it. Where its loop stood still, what others said meanwhile is not read yet: that time counts for
 * nobody's silence.
 */
export class LivedTime {
  readonly #clock: Clock
  #monotonicMs: number
  #wallMs: number
  /** So long it has lived, in ms, up to the last `pass`. */
  ms = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#monotonicMs = clock.monotonicMs()
    this.#wallMs = clock.wallMs()
  }

  /** Time has passed; true where the process stood still for too long. A machine that sleeps stops one clock and not the other. */
  pass(): boolean {
    const monotonicMs = this.#clock.monotonicMs()
    const wallMs = this.#clock.wallMs()
    const passedMs = monotonicMs - this.#monotonicMs
    const stoodStillMs = Math.max(passedMs, wallMs - this.#wallMs)
    this.#monotonicMs = monotonicMs
    this.#wallMs = wallMs
    this.ms += Math.min(passedMs, STEP_MS)
    return stoodStillMs > FROZEN_MS
  }
}
