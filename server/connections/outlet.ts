import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { CLOSES, type CloseName } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Message } from '../fanout/message.ts'
import { Backlog } from './backlog.ts'

export interface OutletOptions {
  readonly ws: WebSocket
  /** The one below `ws`: messages that are made for many are written to it as they are. */
  readonly socket: Duplex
  readonly clock: Clock
  readonly metrics: Metrics
}

/** The way out of a connection: writes messages, and knows what its socket has not taken. */
export class Outlet {
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #backlog: Backlog
  readonly #metrics: Metrics

  constructor({ ws, socket, clock, metrics }: OutletOptions) {
    this.#ws = ws
    this.#socket = socket
    this.#backlog = new Backlog(socket, clock)
    this.#metrics = metrics
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  get isLagging(): boolean {
    return this.#backlog.isLagging
  }

  /** Bytes that the socket was given and has not taken. */
  get unsentBytes(): number {
    return this.#backlog.bytes
  }

  get isTooFull(): boolean {
    return this.#backlog.isTooMuch
  }

  /** False from the moment that the socket does not take more. */
  write({ wire }: Message): boolean {
    const takesMore = this.#socket.write(wire)
    this.#backlog.gave(wire.length)
    this.#metrics.traffic.framesOut += 1
    this.#metrics.traffic.bytesOut += wire.length
    return takesMore
  }

  /** False where the socket is closed already. */
  close(name: CloseName): boolean {
    if (!this.isOpen) return false
    const { close, text } = CLOSES[name]
    this.#ws.close(close, text)
    // Where nothing is read just now, the other side's answer would wait for 30 s.
    this.#ws.resume()
    return true
  }

  progress(): ReturnType<Backlog['progress']> {
    return this.#backlog.progress()
  }
}
