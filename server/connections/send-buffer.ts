import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'

/** Unsent bytes above which a receiver is closed, beside the largest message that it was sent. */
const UNSENT_BYTES = 32 * 1024 * 1024

/** A receiver that has taken nothing for so long will not. */
const STUCK_MS = 120_000

/** What a socket was given and has not taken yet. */
export class SendBuffer {
  readonly #socket: Duplex
  readonly #clock: Clock
  #largestBytes = 0
  #givenBytes = 0
  #takenBytes = 0
  #takenAtMs: number

  constructor(socket: Duplex, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    this.#takenAtMs = clock.monotonicMs()
  }

  get bytes(): number {
    return this.#socket.writableLength
  }

  /** True from the moment that more than the stream's mark (64 KiB) waits until all of it is gone. */
  get isLagging(): boolean {
    return this.#socket.writableNeedDrain
  }

  get isTooMuch(): boolean {
    return this.bytes > UNSENT_BYTES + this.#largestBytes
  }

  gave(bytes: number): void {
    this.#givenBytes += bytes
    if (bytes > this.#largestBytes) this.#largestBytes = bytes
  }

  /**
   * Whether the socket has taken anything since it was last asked. It does so while the other side acknowledges: on a
   * slow network that is the only sign of life, since the answer to a ping waits behind all that was sent before.
   */
  progress(): 'none' | 'some' | 'stuck' {
    const takenBytes = this.#givenBytes - this.bytes
    const nowMs = this.#clock.monotonicMs()
    const hasTaken = takenBytes > this.#takenBytes
    if (hasTaken || !this.isLagging) this.#takenAtMs = nowMs
    const wasLate = hasTaken && this.isLagging
    this.#takenBytes = takenBytes
    if (nowMs - this.#takenAtMs >= STUCK_MS) return 'stuck'
    return wasLate ? 'some' : 'none'
  }
}
