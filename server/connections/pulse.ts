import type { Clock } from '../base/clock.ts'
import type { Silence } from './liveness.ts'

/** When a connection was last heard, pinged and sent something, on the monotonic clock. */
export class Pulse {
  readonly #clock: Clock
  heardAtMs: number
  #pingedAtMs: number
  #sentAtMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    const nowMs = clock.monotonicMs()
    this.heardAtMs = nowMs
    this.#pingedAtMs = nowMs
    this.#sentAtMs = nowMs
  }

  heard(): void {
    this.heardAtMs = this.#clock.monotonicMs()
  }

  pinged(): void {
    this.#pingedAtMs = this.#clock.monotonicMs()
  }

  sent(): void {
    this.#sentAtMs = this.#clock.monotonicMs()
  }

  silence(): Silence {
    const nowMs = this.#clock.monotonicMs()
    return {
      heardMs: nowMs - this.heardAtMs,
      pingedMs: nowMs - this.#pingedAtMs,
      sentMs: nowMs - this.#sentAtMs,
    }
  }
}
