import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { Silence } from './liveness.ts'

/** A socket that counts what it has read, as those of Node's servers do. */
type Counted = Duplex & { readonly bytesRead?: number }

const bytesOf = ({ bytesRead = 0 }: Counted): number => bytesRead

/** When a connection was last heard, pinged and sent something, on the monotonic clock. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #socket: Counted
  #heardAtMs: number
  /** Bytes that had come when it was pinged. */
  #pingedAtBytes = 0
  #pingedAtMs: number
  #sentAtMs: number

  constructor(clock: Clock, socket: Counted) {
    this.#clock = clock
    this.#socket = socket
    const nowMs = clock.monotonicMs()
    this.#heardAtMs = nowMs
    this.#pingedAtMs = nowMs
    this.#sentAtMs = nowMs
  }

  /** On a slow line a large frame takes minutes to come, and the answer to a ping waits behind it: its bytes count. */
  get heardAtMs(): number {
    const isAsked = this.#pingedAtMs > this.#heardAtMs
    if (isAsked && bytesOf(this.#socket) > this.#pingedAtBytes) this.heard()
    return this.#heardAtMs
  }

  heard(): void {
    this.#heardAtMs = this.#clock.monotonicMs()
  }

  pinged(): void {
    this.#pingedAtMs = this.#clock.monotonicMs()
    this.#pingedAtBytes = bytesOf(this.#socket)
  }

  sent(): void {
    this.#sentAtMs = this.#clock.monotonicMs()
  }

  silence(): Silence {
    const nowMs = this.#clock.monotonicMs()
    return {
      heardMs: nowMs - this.heardAtMs,
      pingedMs: nowMs - this.#pingedAtMs,
      sentMs: nowMs - this.#sentAtMs,
    }
  }
}
