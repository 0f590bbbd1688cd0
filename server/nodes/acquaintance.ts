import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'

/** By then, in ms, every node that has a room has answered its `hello`. */
const ANSWER_MS = 250

/** A bus that does not confirm a subscription is waited for so long, in ms. */
const MOST_MS = 1_000

/** Whether a room that was opened here has heard of those who are in it on other nodes. */
export class Acquaintance {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'after'>
  readonly #greeting = Promise.withResolvers<void>()
  #greetedAtMs: number | null = null

  constructor(clock: Pick<Clock, 'monotonicMs' | 'after'>) {
    this.#clock = clock
  }

  /** The others are told of the room now. */
  greeted(): void {
    this.#greetedAtMs ??= this.#clock.monotonicMs()
    this.#greeting.resolve()
  }

  /** Settles once it has heard of them; null where it has. */
  made(): Promise<void> | null {
    if (this.#leftMs() === 0) return null
    return withDeadline(MOST_MS, this.#answers(), undefined)
  }

  async #answers(): Promise<void> {
    await this.#greeting.promise
    await new Promise<void>((settle) => this.#clock.after(this.#leftMs(), settle))
  }

  #leftMs(): number {
    if (this.#greetedAtMs === null) return ANSWER_MS
    return Math.max(0, this.#greetedAtMs + ANSWER_MS - this.#clock.monotonicMs())
  }
}
