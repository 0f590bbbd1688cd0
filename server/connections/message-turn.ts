import type { Clock } from '../base/clock.ts'

/** So long messages are handled in one turn of the event loop, in ms. */
const TURN_MS = 10

/** The clock is looked at so often. */
const MESSAGES_PER_LOOK = 16

/**
 * The messages of all connections in one turn of the event loop. Each socket may have thousands in the piece that was read of it, and
 * what has come to all sockets is read in one turn: then the rest of each piece waits for the next turns.
 */
export class MessageTurn {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #beganMs = 0
  #messages = 0
  #isOver = false

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** One more was handled; true where the next one should wait. */
  handled(): boolean {
    if (this.#messages === 0) {
      this.#beganMs = this.#clock.monotonicMs()
      setImmediate(() => this.#end())
    }
    this.#messages += 1
    if (this.#messages % MESSAGES_PER_LOOK === 0)
      this.#isOver ||= this.#clock.monotonicMs() - this.#beganMs >= TURN_MS
    return this.#isOver
  }

  #end(): void {
    this.#messages = 0
    this.#isOver = false
  }
}
