import type { Clock } from '../base/clock.ts'

/** So long messages are handled in one turn of the event loop, in ms. */
const TURN_MS = 10

/**
 * The messages of all connections in one turn of the event loop. Each socket may have thousands in the piece that was read of it, and
 * what has come to all sockets is read in one turn: then the rest of each piece waits for the next turns.
 */
export class MessageTurn {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  /** Null between two turns. */
  #beganMs: number | null = null
  #isOver = false

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** One more was handled; true where the next one should wait. */
  handled(): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (this.#beganMs === null) {
      this.#beganMs = nowMs
      setImmediate(() => this.#end())
    }
    this.#isOver ||= nowMs - this.#beganMs >= TURN_MS
    return this.#isOver
  }

  #end(): void {
    this.#beganMs = null
    this.#isOver = false
  }
}
