import type { Clock } from '../base/clock.ts'

/** So long messages are handled in one turn of the event loop as they come, and as long again those that waited, in ms. */
const TURN_MS = 10

/**
 * The messages of all connections in one turn of the event loop. Each socket may have thousands in the piece that was read of it, and
 * what has come to all sockets is read in one turn. What is beyond its time waits for the next turns: there the rooms take turns, a
 * message each, and so do the sockets of a room. What comes meanwhile to others need not wait behind it.
 */
export class MessageTurn {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  /** What goes on with each socket that waits, by room. A socket is in it once at most. */
  readonly #waitingByRoom = new Map<string, (() => void)[]>()
  /** Null between two turns. */
  #beganMs: number | null = null
  #isOver = false
  /** Those that waited are read just now. */
  #isGoingOn = false

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** What is read now should wait: of those that waited each has one message before the next one goes on. */
  get isOver(): boolean {
    return this.#isOver || (this.#isGoingOn && this.#waitingByRoom.size > 0)
  }

  /** One more was handled; true where the next one of its socket should wait. */
  handled(): boolean {
    this.#begin()
    this.#look()
    return this.isOver
  }

  /** Calls `goOn` when it is the turn of this socket. */
  wait(room: string, goOn: () => void): void {
    const waiting = this.#waitingByRoom.get(room)
    if (waiting === undefined) this.#waitingByRoom.set(room, [goOn])
    else waiting.push(goOn)
    this.#begin()
  }

  #begin(): void {
    if (this.#beganMs !== null) return
    this.#beganMs = this.#clock.monotonicMs()
    setImmediate(() => this.#end())
  }

  #look(): void {
    this.#isOver ||= this.#clock.monotonicMs() - (this.#beganMs ?? 0) >= TURN_MS
  }

  #end(): void {
    this.#isOver = false
    this.#goOn()
    this.#beganMs = null
    this.#isOver = false
    if (this.#waitingByRoom.size > 0) this.#begin()
  }

  #goOn(): void {
    this.#beganMs = this.#clock.monotonicMs()
    this.#isGoingOn = true
    while (!this.#isOver && this.#waitingByRoom.size > 0) {
      this.#takeNext()()
      this.#look()
    }
    this.#isGoingOn = false
  }

  /** Of the room whose turn was longest ago. */
  #takeNext(): () => void {
    for (const [room, waiting] of this.#waitingByRoom) {
      const goOn = waiting.shift()
      this.#waitingByRoom.delete(room)
      if (waiting.length > 0) this.#waitingByRoom.set(room, waiting)
      if (goOn !== undefined) return goOn
    }
    return () => undefined
  }
}
