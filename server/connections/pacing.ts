import type { WebSocket } from 'ws'
import type { Clock } from '../base/clock.ts'

/** Parts of a document that may be under way at first, and at most: with parts of 128 KiB, 256 KiB and 4 MiB. */
const FIRST_PARTS = 2
const MOST_PARTS = 32

/** A part that has arrived within this time makes room for one more; one that took longer than `SLOW_MS` halves the room. */
const QUICK_MS = 500
const SLOW_MS = 1_000

/** A client that has not answered for so long answers no pings: a part takes 8 s at 16 KiB/s, and two may be under way. */
const SILENT_MS = 20_000

/** A part on its way, with the ping that follows it. */
interface Part {
  readonly number: number
  readonly sentAtMs: number
}

/**
 * How many parts of a document are on their way to a client. The buffers of a slow line take megabytes, and everything else of
 * the room would wait behind them: so a ping follows each part, and what is sent waits for the pongs. The room for parts grows
 * as long as they arrive quickly.
 */
export class Pacing {
  readonly #ws: WebSocket
  readonly #clock: Clock
  readonly #underWay: Part[] = []
  #number = 0
  #most = FIRST_PARTS
  /** Parts up to this one were sent before the room was last halved. */
  #halvedAt = 0
  #isSilent = false

  constructor(ws: WebSocket, clock: Clock) {
    this.#ws = ws
    this.#clock = clock
  }

  /** True while no more parts should be sent. */
  get isFull(): boolean {
    const [first] = this.#underWay
    if (first === undefined || this.#isSilent) return false
    // From now on what the socket takes has to do.
    if (this.#clock.monotonicMs() - first.sentAtMs >= SILENT_MS) this.#isSilent = true
    return !this.#isSilent && this.#underWay.length >= this.#most
  }

  /** A part of a document was sent. */
  sent(): void {
    if (this.#isSilent || this.#ws.readyState !== this.#ws.OPEN) return
    this.#number += 1
    this.#underWay.push({ number: this.#number, sentAtMs: this.#clock.monotonicMs() })
    this.#ws.ping(`${this.#number}`)
  }

  /** Whether a pong answers one of these pings, and with it all before: a client may answer the latest alone. */
  answered(pong: Buffer): boolean {
    const place = this.#underWay.findIndex(({ number }) => `${number}` === pong.toString('latin1'))
    if (place < 0) return false
    for (const part of this.#underWay.splice(0, place + 1)) this.#arrived(part)
    return true
  }

  #arrived({ number, sentAtMs }: Part): void {
    const tookMs = this.#clock.monotonicMs() - sentAtMs
    if (tookMs <= QUICK_MS) this.#most = Math.min(MOST_PARTS, this.#most + 1)
    if (tookMs <= SLOW_MS || number <= this.#halvedAt) return
    this.#most = Math.max(1, Math.floor(this.#most / 2))
    this.#halvedAt = this.#number
  }
}
