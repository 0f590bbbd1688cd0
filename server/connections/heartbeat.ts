import type { Duplex } from 'node:stream'
import { KEEP_ALIVE_MS } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'

/** Silence after which the other side is asked for a sign of life. */
const PING_AFTER_MS = 10_000

/** An answer to a question has come after so long, as a rule: the next question is owed that much later than where none comes. */
const ANSWER_MS = 200

/** Silence after which a socket is taken for half-open: its other end is gone and nobody said so. */
const DEAD_AFTER_MS = 30_000

/** What a sweep owes a connection. */
export type HeartbeatStep = 'end' | 'ping' | 'keep-alive'

/** A socket that counts what it has read, as those of Node's servers do. */
type Counted = Duplex & { readonly bytesRead?: number }

const bytesOf = ({ bytesRead = 0 }: Counted): number => bytesRead

/** Whether a connection lives: when it was last heard and pinged, on the monotonic clock. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #socket: Counted
  #heardAtMs: number
  /** Bytes that had come when it was pinged. */
  #pingedAtBytes = 0
  #pingedAtMs: number
  /** What is called at the next sign of life; null where nobody waits for one. */
  #probes: (() => void)[] | null = null

  constructor(clock: Clock, socket: Counted) {
    this.#clock = clock
    this.#socket = socket
    const nowMs = clock.monotonicMs()
    this.#heardAtMs = nowMs
    this.#pingedAtMs = nowMs
  }

  /** On a slow line a large message takes minutes to come, and the answer to a ping waits behind it: its bytes count. */
  get heardAtMs(): number {
    if ((this.isAsked || this.isProbed) && bytesOf(this.#socket) > this.#pingedAtBytes) this.heard()
    return this.#heardAtMs
  }

  /** It was pinged, and not heard since. */
  get isAsked(): boolean {
    return this.#pingedAtMs > this.#heardAtMs
  }

  /** Somebody waits for a sign of life. */
  get isProbed(): boolean {
    return this.#probes !== null
  }

  /** Calls `answered` at the next sign of life; the other side has to be pinged for it. */
  probe(answered: () => void): void {
    this.#probes ??= []
    this.#probes.push(answered)
  }

  heard(): void {
    this.#heardAtMs = this.#clock.monotonicMs()
    if (this.#probes === null) return
    const probes = this.#probes
    this.#probes = null
    for (const answered of probes) answered()
  }

  pinged(): void {
    this.#pingedAtMs = this.#clock.monotonicMs()
    this.#pingedAtBytes = bytesOf(this.#socket)
  }

  /** `sentAtMs`: when it was sent a message last. Pings do not count: the watchdog of y-websocket cannot see them. */
  steps(sentAtMs: number): readonly HeartbeatStep[] {
    const nowMs = this.#clock.monotonicMs()
    const heardMs = nowMs - this.heardAtMs
    if (heardMs >= DEAD_AFTER_MS) return ['end']
    const sentMs = nowMs - sentAtMs
    const isPinged = heardMs >= PING_AFTER_MS && nowMs - this.#pingedAtMs >= PING_AFTER_MS
    if (!isPinged) return sentMs >= KEEP_ALIVE_MS ? ['keep-alive'] : []
    // It has to be woken for the ping: what it would have to be told soon goes out in the same write.
    return sentMs >= PING_AFTER_MS ? ['ping', 'keep-alive'] : ['ping']
  }

  /** For how long nothing will be owed, whatever comes meanwhile, in ms. After a question it may be more by the time of an answer. */
  calmForMs(sentAtMs: number): number {
    const nowMs = this.#clock.monotonicMs()
    const heardMs = nowMs - this.heardAtMs
    const pingedMs = nowMs - this.#pingedAtMs
    const answerMs = this.isAsked && pingedMs < ANSWER_MS ? ANSWER_MS : 0
    return Math.min(
      DEAD_AFTER_MS - heardMs,
      PING_AFTER_MS - Math.min(heardMs, pingedMs) + answerMs,
      KEEP_ALIVE_MS - (nowMs - sentAtMs),
    )
  }
}
