import type { Clock } from './clock.ts'

/** So long what comes is taken in one turn of the event loop, and as long again what waits, in ms. */
const TURN_MS = 10

/** All promises that can be kept now have been. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/**
 * What comes from outside in one turn of the event loop: messages of all connections, and requests. Each socket may have thousands of
 * messages in the piece that was read of it, and what has come to all sockets is read in one turn. What is beyond its time waits for
 * the next turns: there the rooms take turns, a message each, and so do the sockets of a room. What comes meanwhile to others need
 * not wait behind it.
 */
export class Arrivals {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  /** What goes on with each that waits, by room; requests by their path. */
  readonly #waitingByRoom = new Map<string, (() => void)[]>()
  /** Null between two turns. */
  #beganMs: number | null = null
  #isOver = false
  /** Those that waited are taken just now. */
  #isGoingOn = false

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** What comes now should wait: of those that waited each has one message before the next one goes on. */
  get isOver(): boolean {
    return this.#isOver || (this.#isGoingOn && this.#waitingByRoom.size > 0)
  }

  /** One more was taken; true where the next one of its socket should wait. */
  taken(): boolean {
    this.#begin()
    this.#look()
    return this.isOver
  }

  /** Calls `goOn` when it is its turn. */
  wait(room: string, goOn: () => void): void {
    const waiting = this.#waitingByRoom.get(room)
    if (waiting === undefined) this.#waitingByRoom.set(room, [goOn])
    else waiting.push(goOn)
    this.#begin()
  }

  /** Settles when it is the turn of a request; those for one path take turns with the rooms, and with those for another one. */
  async ofRequest(path: string): Promise<void> {
    if (this.taken()) await new Promise<void>((resolve) => this.wait(path, resolve))
  }

  #begin(): void {
    if (this.#beganMs !== null) return
    this.#beganMs = this.#clock.monotonicMs()
    setImmediate(() => void this.#end())
  }

  #look(): void {
    this.#isOver ||= this.#clock.monotonicMs() - (this.#beganMs ?? 0) >= TURN_MS
  }

  async #end(): Promise<void> {
    this.#isOver = false
    if (this.#waitingByRoom.size > 0) await this.#goOn()
    this.#beganMs = null
    this.#isOver = false
    if (this.#waitingByRoom.size > 0) this.#begin()
  }

  async #goOn(): Promise<void> {
    this.#beganMs = this.#clock.monotonicMs()
    this.#isGoingOn = true
    while (!this.#isOver && this.#waitingByRoom.size > 0) {
      this.#takeNext()
      await settled()
      this.#look()
    }
    this.#isGoingOn = false
  }

  /** Of the room whose turn was longest ago. */
  #takeNext(): void {
    const [next] = this.#waitingByRoom
    if (next === undefined) return
    const [room, waiting] = next
    const goOn = waiting.shift()
    this.#waitingByRoom.delete(room)
    if (waiting.length > 0) this.#waitingByRoom.set(room, waiting)
    goOn?.()
  }
}
