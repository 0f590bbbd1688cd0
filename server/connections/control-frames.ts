import type { WebSocket } from 'ws'
import type { Clock } from '../base/clock.ts'
import { Bucket } from '../base/rate.ts'

/** Pings and pongs of a client: each is answered, or was asked for, in next to no time. */
const CONTROL_RATE = { burst: 100, perSecond: 10 }

/** The pings and pongs that a client sends. */
export class ControlFrames {
  readonly #ws: WebSocket
  /** Does what comes later, behind the wall of the socket. */
  readonly #guard: (work: () => void) => void
  readonly #rate: Bucket
  /** The latest ping that is not answered yet: where several have come, the latest is enough (RFC 6455, 5.5.3). */
  #unansweredPing: Buffer | null = null

  constructor(ws: WebSocket, clock: Clock, guard: (work: () => void) => void) {
    this.#ws = ws
    this.#rate = new Bucket(clock, CONTROL_RATE)
    this.#guard = guard
  }

  /** Counts one; false where too many have come. */
  take(): boolean {
    return this.#rate.take()
  }

  /** None has come of late. */
  get isIdle(): boolean {
    return this.#unansweredPing === null && this.#rate.isFull
  }

  /** However many come in one piece, there is one answer when all of it is read. */
  answer(ping: Buffer): void {
    if (this.#unansweredPing === null) queueMicrotask(() => this.#guard(() => this.#answerLatest()))
    this.#unansweredPing = ping
  }

  #answerLatest(): void {
    const ping = this.#unansweredPing
    this.#unansweredPing = null
    if (ping !== null && this.#ws.readyState === this.#ws.OPEN) this.#ws.pong(ping)
  }
}
