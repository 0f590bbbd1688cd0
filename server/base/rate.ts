import type { Clock } from './clock.ts'

/** So much at once, and so much again each second. */
interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** What may be taken comes back with time. */
abstract class Refilling {
  readonly #clock: Clock
  readonly #rate: Rate
  #atMs: number
  protected left: number

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock
    this.#rate = rate
    this.#atMs = clock.monotonicMs()
    this.left = rate.burst
  }

  /** All that was taken has come back. */
  get isFull(): boolean {
    this.refill()
    return this.left >= this.#rate.burst
  }

  protected refill(): void {
    const nowMs = this.#clock.monotonicMs()
    const { burst, perSecond } = this.#rate
    this.left = Math.min(burst, this.left + ((nowMs - this.#atMs) / 1000) * perSecond)
    this.#atMs = nowMs
  }
}

/** A token bucket: `take` is true while there is one left. */
export class Bucket extends Refilling {
  take(): boolean {
    this.refill()
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}

/** A budget that may be overdrawn once: from then on there is no credit until what was spent has come back. */
export class Budget extends Refilling {
  /** Whether there is credit left. */
  spend(amount: number): boolean {
    this.refill()
    this.left -= amount
    return this.left >= 0
  }

  get hasCredit(): boolean {
    return this.credit >= 0
  }

  get credit(): number {
    this.refill()
    return this.left
  }
}

/** Null for one that is full, which is as good as a new one: of thousands of connections that are idle none keeps any. */
export const unlessFull = <Kind extends Refilling>(refilling: Kind | null): Kind | null =>
  refilling?.isFull ? null : refilling
