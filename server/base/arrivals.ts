import { performance } from 'node:perf_hooks'
import type { Clock } from './clock.ts'
import { WaitingLine } from './waiting-line.ts'

/** So long what comes is taken in one turn of the event loop, and as long again what waits, in ms. */
const TURN_MS = 10

/** Where the turn has other work, too, it is less, in ms: with that work it is so long together, and at least so long by itself. */
const WHOLE_MS = 2 * TURN_MS
const LEAST_MS = 2

/** All promises that can be kept now have been. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/**
 * What comes from outside in one turn of the event loop: messages of all connections, and requests. Each socket may have thousands of
 * messages in the piece that was read of it, and what has come to all sockets is read in one turn. What is beyond its time waits for
 * the next turns: there a message, a request and more work for a room take turns; the rooms, a message each, and the sockets of a room;
 * the addresses of requests, and the paths of one address. What comes meanwhile to others need not wait behind it.
 */
export class Arrivals {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #waiting = new WaitingLine()
  /** Null between two turns. */
  #beganMs: number | null = null
  #leftMs = TURN_MS
  #isOver = false
  /** Those that waited are taken just now. */
  #isGoingOn = false
  /** A request has its turn, and has not done what it can do now. */
  #isGranted = false

  /** When the last turn ended, and how long the loop had waited for events by then. */
  #endedMs: number
  #idleMs: number
  readonly #idle: () => number

  /** `idle` says how long the event loop has waited for events, in ms. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, idle = () => performance.nodeTiming.idleTime) {
    this.#clock = clock
    this.#idle = idle
    this.#endedMs = clock.monotonicMs()
    this.#idleMs = idle()
  }

  /** What comes now should wait: of those that waited each has one message before the next one goes on. */
  get isOver(): boolean {
    return this.#isOver || (this.#isGoingOn && !this.#waiting.isEmpty)
  }

  /** One more was taken; true where the next one of its socket should wait. */
  taken(): boolean {
    this.#begin()
    this.#look()
    return this.isOver
  }

  /** Does `work` of `room` now; where the time of this turn is over, when it is the turn of a message of the room. */
  take(room: string, work: () => void): void {
    if (this.taken()) this.wait(room, work)
    else work()
  }

  /** Calls `goOn` when it is the turn of a message of `room`. */
  wait(room: string, goOn: () => void): void {
    this.#wait(['messages', room], goOn)
  }

  /** Settles when it is the turn of a request for `path` by somebody at `address`. */
  ofRequest(address: string, path: string): Promise<void> {
    return this.#turnOf(['requests', address, path])
  }

  /** Settles when it is the turn of more work for a room, which waits for no message. */
  ofRoom(room: string): Promise<void> {
    return this.#turnOf(['work', room])
  }

  async #turnOf(names: readonly string[]): Promise<void> {
    // Of those that ask one after the other nobody has begun yet.
    if (this.taken() || this.#isGranted) {
      await new Promise<void>((resolve) => this.#wait(names, resolve))
      return
    }
    this.#isGranted = true
    process.nextTick(() => {
      this.#isGranted = false
    })
  }

  #wait(names: readonly string[], goOn: () => void): void {
    this.#waiting.add(names, goOn)
    this.#begin()
  }

  #begin(): void {
    if (this.#beganMs !== null) return
    this.#start()
    setImmediate(() => void this.#end())
  }

  #start(): void {
    this.#beganMs = this.#clock.monotonicMs()
    const workedMs = this.#beganMs - this.#endedMs - (this.#idle() - this.#idleMs)
    this.#leftMs = Math.max(LEAST_MS, Math.min(TURN_MS, WHOLE_MS - workedMs))
  }

  #look(): void {
    this.#isOver ||= this.#clock.monotonicMs() - (this.#beganMs ?? 0) >= this.#leftMs
  }

  async #end(): Promise<void> {
    this.#isOver = false
    if (!this.#waiting.isEmpty) await this.#goOn()
    this.#beganMs = null
    this.#isOver = false
    this.#endedMs = this.#clock.monotonicMs()
    this.#idleMs = this.#idle()
    if (!this.#waiting.isEmpty) this.#begin()
  }

  async #goOn(): Promise<void> {
    // From here on `settled` comes behind all that the one before it has to do.
    await settled()
    this.#start()
    this.#isGoingOn = true
    while (!this.#isOver && !this.#waiting.isEmpty) {
      this.#waiting.next()?.()
      await settled()
      this.#look()
    }
    this.#isGoingOn = false
  }
}
