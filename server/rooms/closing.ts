import type { CloseName } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Participant } from '../presence/participant.ts'

/** So long people of a room are closed in one turn of the event loop, in ms. */
const TURN_MS = 8

/** Closes people in several turns of the event loop where they are hundreds, whether they are named at once or one by one. */
export class Closing {
  readonly #clock: Clock
  readonly #waiting: (() => void)[] = []
  /** When no more are closed in this turn, on the monotonic clock; null where none was closed in it. */
  #endMs: number | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  close(people: Iterable<Participant>, reason: CloseName | 'silent'): void {
    for (const participant of people) this.#waiting.push(() => participant.close(reason))
    if (this.#waiting.length > 0) this.#goOn(this.#endMs ?? this.#begin())
  }

  #begin(): number {
    this.#endMs = this.#clock.monotonicMs() + TURN_MS
    this.#clock.after(0, () => this.#nextTurn())
    return this.#endMs
  }

  #nextTurn(): void {
    this.#endMs = null
    if (this.#waiting.length > 0) this.#goOn(this.#begin())
  }

  #goOn(endMs: number): void {
    while (this.#clock.monotonicMs() < endMs) {
      const close = this.#waiting.shift()
      if (close === undefined) return
      close()
    }
  }
}
