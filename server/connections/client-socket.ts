// One WebSocket: what it is given and takes, whether it lives, how it ends. What its messages mean is `connection`.
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import {
  CLOSES,
  type CloseName,
  type Fault,
  MESSAGE_BYTES,
  may,
  READER_MESSAGE_BYTES,
  type Role,
} from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Door } from '../base/fence.ts'
import type { WebSocketFrame } from '../fanout/websocket-frame.ts'
import { ControlFrames } from './control-frames.ts'
import { Heartbeat } from './heartbeat.ts'
import { Pacing } from './pacing.ts'
import { limitMessages, onTooBig, unfinishedBytes } from './receiver-state.ts'
import type { UnfinishedMessage, UnfinishedMessages } from './unfinished-messages.ts'

/** Unsent bytes above which a receiver is closed, beside the largest frame that it was sent. */
const UNSENT_BYTES = 32 * 1024 * 1024

/** A receiver that has taken nothing for so long will not. */
const STUCK_MS = 120_000

const TOO_MANY_PINGS: Fault = { code: 'too-many-pings', message: 'Too many pings or pongs.' }

/** What may be held of an unfinished message, as a multiple of the largest one. */
const MOST_HELD = 1.5

export interface Socket {
  readonly ws: WebSocket
  /** The socket below `ws`: frames that are made for many are written to it as they are. */
  readonly socket: Duplex
}

interface SocketEvents {
  message(data: Buffer, isBinary: boolean): void
  /** It takes more: it has taken everything that it was given, or parts of a document have arrived. */
  drained(): void
  closed(code: number): void
  /** The bytes are no WebSocket's, or the network has failed. */
  faulty(fault: Fault): void
  /** It sends what it may send, too often. */
  flooding(fault: Fault): void
  /** A message does not come to its end. */
  unfinished(): void
  /** A message is larger than it may be: the socket can read no other one. */
  tooBig(): void
  /** One of these, or what waited for a sign of life, threw. */
  failed(where: Door, error: unknown): void
}

/** What a sweep finds: `dead` is a half-open socket, `stuck` one that does not take what it was given. */
export type SocketState = 'alive' | 'quiet' | 'dead' | 'stuck'

interface ClientSocketDeps extends Pick<Context, 'clock' | 'metrics'> {
  readonly unfinished: UnfinishedMessages
}

export class ClientSocket implements UnfinishedMessage {
  readonly pacing: Pacing
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #context: ClientSocketDeps
  readonly #events: SocketEvents
  readonly #heartbeat: Heartbeat
  readonly #control: ControlFrames
  #unfinishedBytes = 0
  #messageBytes = READER_MESSAGE_BYTES
  #largestBytes = 0
  #givenBytes = 0
  #takenBytes = 0
  #takenAtMs: number

  constructor({ ws, socket }: Socket, context: ClientSocketDeps, events: SocketEvents) {
    this.#ws = ws
    this.#socket = socket
    this.#context = context
    this.#events = events
    this.#heartbeat = new Heartbeat(context.clock, socket)
    this.#takenAtMs = context.clock.monotonicMs()
    this.#control = new ControlFrames(ws, context.clock, (work) => this.#guard(work))
    this.pacing = new Pacing(ws, context.clock)
    onTooBig(ws, () => this.#guard(() => events.tooBig()))
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    ws.on('ping', (data: Buffer) => this.#guard(() => this.#pinged(data)))
    ws.on('pong', (data: Buffer) => this.#guard(() => this.#ponged(data)))
    ws.on('error', ({ code, message }: Error & { code?: string }) =>
      this.#guard(() => events.faulty({ code: code ?? 'socket-error', message })),
    )
    ws.on('close', (code: number) => this.#guard(() => this.#closed(code)))
    socket.on('drain', () => this.#guard(() => events.drained()))
    socket.on('data', () => this.#guard(() => this.#noteUnfinished()))
    // Nothing is read before there is somebody to read it.
    ws.pause()
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  get isPaused(): boolean {
    return this.#ws.isPaused
  }

  /** True from the moment that more than the stream's mark (64 KiB) waits until all of it is gone. */
  get isLagging(): boolean {
    return this.#socket.writableNeedDrain
  }

  /** Bytes that it was given and has not taken. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  get isTooFull(): boolean {
    return this.unsentBytes > UNSENT_BYTES + this.#largestBytes
  }

  /** Somebody waits for a sign of life. */
  get isProbed(): boolean {
    return this.#heartbeat.isProbed
  }

  get heardMsAgo(): number {
    return this.#context.clock.monotonicMs() - this.#heartbeat.heardAtMs
  }

  /** From now on no message may be larger than somebody with this role needs. */
  limitMessages(role: Role): void {
    this.#messageBytes = may(role, 'write') ? MESSAGE_BYTES : READER_MESSAGE_BYTES
    limitMessages(this.#ws, this.#messageBytes)
  }

  /** False from the moment that it does not take more. */
  send({ bytes }: WebSocketFrame): boolean {
    const takesMore = this.#socket.write(bytes)
    this.#givenBytes += bytes.length
    if (bytes.length > this.#largestBytes) this.#largestBytes = bytes.length
    const { traffic } = this.#context.metrics
    traffic.messagesOut += 1
    traffic.bytesOut += bytes.length
    this.#heartbeat.sent()
    return takesMore
  }

  /** Calls `answered` at the next sign of life, for which the other side is asked. */
  probe(answered: () => void): void {
    // What it took before it was asked is no answer.
    this.#noteTaken()
    this.#heartbeat.probe(answered)
    this.#askForLife()
  }

  /** Reads no more. False where it did not read already. */
  pause(): boolean {
    if (this.#ws.isPaused) return false
    this.#ws.pause()
    return true
  }

  resume(): void {
    // A socket that is not read cannot be heard.
    this.#heartbeat.heard()
    this.#ws.resume()
  }

  /** A socket that is not read cannot be heard: that it is silent says nothing. */
  excuse(): void {
    this.#heartbeat.heard()
  }

  /** Says why, and waits for the answer. False where it is closed already. */
  close(name: CloseName): boolean {
    if (!this.isOpen) return false
    const { close, text } = CLOSES[name]
    this.#ws.close(close, text)
    // Where nothing is read just now, the other side's answer would wait for 30 s.
    this.#ws.resume()
    return true
  }

  /** Hears no message any more. */
  deafen(): void {
    this.#ws.removeAllListeners('message')
  }

  /** Ends it without a word. */
  terminate(): void {
    this.#ws.terminate()
  }

  cut(): void {
    this.#guard(() => this.#events.unfinished())
  }

  /** Asks the other side for a sign of life where it is time; `quiet` is a socket that has to be told something. */
  sweep(): SocketState {
    this.#noteTaken()
    const takenMsAgo = this.#context.clock.monotonicMs() - this.#takenAtMs
    if (takenMsAgo >= STUCK_MS || this.isTooFull) return 'stuck'
    const steps = this.#heartbeat.steps()
    if (steps.includes('end')) return 'dead'
    if (steps.includes('ping')) this.#askForLife()
    return steps.includes('keep-alive') ? 'quiet' : 'alive'
  }

  /** For how long a sweep will find nothing to do, whatever comes meanwhile, in ms. */
  calmForMs(): number {
    return this.#heartbeat.calmForMs()
  }

  #receive(data: Buffer, isBinary: boolean): void {
    try {
      this.#heartbeat.heard()
      // What is held from now on is of another message.
      this.#keep(0)
      const { traffic } = this.#context.metrics
      traffic.messagesIn += 1
      traffic.bytesIn += data.length
      this.#events.message(data, isBinary)
    } catch (error) {
      this.#events.failed('message', error)
    }
  }

  #askForLife(): void {
    if (!this.isOpen) return
    this.#heartbeat.pinged()
    this.#ws.ping()
  }

  /** Counts a ping or a pong as a sign of life. False where too many have come. */
  #takeControl(): boolean {
    this.#heartbeat.heard()
    if (this.#control.take()) return true
    if (this.isOpen) this.#events.flooding(TOO_MANY_PINGS)
    return false
  }

  #pinged(data: Buffer): void {
    if (this.#takeControl()) this.#control.answer(data)
  }

  /** The answer to a ping that followed a part of a document is one of those that the relay wants. */
  #ponged(data: Buffer): void {
    if (!this.pacing.answered(data)) {
      this.#takeControl()
      return
    }
    this.#heartbeat.heard()
    if (!this.isLagging) this.#events.drained()
  }

  /** Bytes have come, and `ws` has read them. */
  #noteUnfinished(): void {
    const bytes = unfinishedBytes(this.#ws)
    this.#keep(bytes)
    // Of pieces so small that they cost more than they hold.
    if (bytes > MOST_HELD * this.#messageBytes) this.cut()
  }

  #keep(bytes: number): void {
    if (bytes === this.#unfinishedBytes) return
    this.#unfinishedBytes = bytes
    this.#context.unfinished.set(this, bytes)
  }

  #closed(code: number): void {
    this.#keep(0)
    this.#events.closed(code)
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#events.failed('socket', error)
    }
  }

  /**
   * Notes what the socket has taken since the last look. It takes something while the other side acknowledges: on a slow
   * network that is the only sign of life, since the answer to a ping waits behind all that was sent before.
   */
  #noteTaken(): void {
    const takenBytes = this.#givenBytes - this.unsentBytes
    const hasTaken = takenBytes > this.#takenBytes
    this.#takenBytes = takenBytes
    if (hasTaken || !this.isLagging) this.#takenAtMs = this.#context.clock.monotonicMs()
    if (hasTaken && this.isLagging) this.#heartbeat.heard()
  }
}
