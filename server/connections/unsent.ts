import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'

/** What may wait for a receiver, beside the largest frame that it was sent. */
const UNSENT_BYTES = 32 * 1024 * 1024

/** What Node keeps of each write beside its bytes: measured with pongs of 10 bytes that nobody read. */
const WRITE_BYTES = 160

/** Writes that wait are counted in groups: a mark for each would be as large as what it counts. */
const GROUP = 64

/** What a socket was given, and has not taken. */
export class Unsent {
  readonly #socket: Duplex
  readonly #clock: Clock
  #largestBytes = 0
  #givenBytes = 0
  #takenBytes = 0
  #takenAtMs: number
  #givenAtMs: number
  /** Up to which byte each group of writes that wait reaches; null where few have waited. */
  #groupEnds: number[] | null = null
  /** Writes that wait and are in no group. */
  #ungrouped = 0

  constructor(socket: Duplex, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    this.#takenAtMs = clock.monotonicMs()
    this.#givenAtMs = this.#takenAtMs
  }

  /** When it was given something last, on the monotonic clock; at first, when it was opened. */
  get givenAtMs(): number {
    return this.#givenAtMs
  }

  get bytes(): number {
    return this.#socket.writableLength
  }

  /** True from the moment that more than the stream's mark (64 KiB) waits until all of it is gone. */
  get isLagging(): boolean {
    return this.#socket.writableNeedDrain
  }

  get isTooFull(): boolean {
    return this.bytes + WRITE_BYTES * this.#waitingWrites > UNSENT_BYTES + this.#largestBytes
  }

  /** For how long it has taken nothing though there was something, by the latest look. */
  get takenMsAgo(): number {
    return this.#clock.monotonicMs() - this.#takenAtMs
  }

  /** Gives it a frame. False from the moment that it does not take more. */
  write(frame: Uint8Array): boolean {
    const takesMore = this.#socket.write(frame)
    this.#givenBytes += frame.length
    this.#givenAtMs = this.#clock.monotonicMs()
    if (frame.length > this.#largestBytes) this.#largestBytes = frame.length
    if (this.bytes > 0) this.#waits(frame)
    else {
      this.#groupEnds = null
      this.#ungrouped = 0
    }
    return takesMore
  }

  /** Looks at what it has taken since the last look; true where that is something. */
  look(): boolean {
    const takenBytes = this.#givenBytes - this.bytes
    const hasTaken = takenBytes > this.#takenBytes
    this.#takenBytes = takenBytes
    if (hasTaken || !this.isLagging) this.#takenAtMs = this.#clock.monotonicMs()
    return hasTaken
  }

  #waits(frame: Uint8Array): void {
    // Nothing else waits: from now on it may be asked for how long it has taken nothing.
    if (this.bytes <= frame.length) this.#takenAtMs = this.#clock.monotonicMs()
    this.#ungrouped += 1
    if (this.#ungrouped < GROUP) return
    this.#ungrouped = 0
    this.#groupEnds ??= []
    this.#groupEnds.push(this.#givenBytes)
  }

  /** Writes that wait, those of the latest group left out: they are few. */
  get #waitingWrites(): number {
    const ends = this.#groupEnds
    if (ends === null) return 0
    const takenBytes = this.#givenBytes - this.bytes
    while (ends[0] !== undefined && ends[0] <= takenBytes) ends.shift()
    return GROUP * ends.length
  }
}
