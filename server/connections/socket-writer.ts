import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { CLOSES, type CloseName } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import type { WebSocketFrame } from '../fanout/websocket-frame.ts'
import { SendBuffer } from './send-buffer.ts'

export interface SocketWriterOptions {
  readonly ws: WebSocket
  /** The one below `ws`: messages that are made for many are written to it as they are. */
  readonly socket: Duplex
  readonly clock: Clock
  readonly metrics: Metrics
}

/** The way out of a connection: writes messages, and knows what its socket has not taken. */
export class SocketWriter {
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #backlog: SendBuffer
  readonly #metrics: Metrics

  constructor({ ws, socket, clock, metrics }: SocketWriterOptions) {
    this.#ws = ws
    this.#socket = socket
    this.#backlog = new SendBuffer(socket, clock)
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
  write({ bytes }: WebSocketFrame): boolean {
    const takesMore = this.#socket.write(bytes)
    this.#backlog.gave(bytes.length)
    this.#metrics.traffic.messagesOut += 1
    this.#metrics.traffic.bytesOut += bytes.length
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

  progress(): ReturnType<SendBuffer['progress']> {
    return this.#backlog.progress()
  }
}
