import type { Clock } from './clock.ts'

/** How long a delay is remembered, in ms. */
const SHOWN_MS = 10_000

/** How late the event loop came to something that is due regularly: a long step of work, or a process without a core, holds everybody up. */
export class LoopDelay {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #everyMs: number
  #lastMs: number
  /** The longest of the present time span, and of the one before. */
  #longestMs = 0
  #longestBeforeMs = 0
  #spanSinceMs: number

  /** `everyMs` is how often `pass` is due. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, everyMs: number) {
    this.#clock = clock
    this.#everyMs = everyMs
    this.#lastMs = clock.monotonicMs()
    this.#spanSinceMs = this.#lastMs
  }

  /** The longest delay of the last 10 to 20 s, in ms. */
  get longestMs(): number {
    return Math.max(this.#longestMs, this.#longestBeforeMs)
  }

  pass(): void {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#spanSinceMs >= SHOWN_MS) {
      this.#longestBeforeMs = this.#longestMs
      this.#longestMs = 0
      this.#spanSinceMs = nowMs
    }
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs - this.#everyMs)
    this.#lastMs = nowMs
  }
}
