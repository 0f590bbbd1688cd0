// One WebSocket: what it is given and takes, whether it lives, how it ends. What its messages mean is `connection`.
import type { WebSocket } from 'ws'
import {
  CLOSES,
  type CloseName,
  type Fault,
  MESSAGE_BYTES,
  may,
  READER_MESSAGE_BYTES,
  type Standing,
} from '../../shared/index.ts'
import type { Door } from '../base/fence.ts'
import type { KeepAlive, WebSocketFrame } from '../fanout/websocket-frame.ts'
import type { ConnectionContext } from './connection-context.ts'
import { ControlFrames } from './control-frames.ts'
import { Heartbeat } from './heartbeat.ts'
import { Pacing } from './pacing.ts'
import { endTurn, limitMessages, readInTurns, unfinishedBytes } from './receiver-state.ts'
import { listenTo, type Socket, type SocketListener } from './socket-events.ts'
import type { UnfinishedMessage } from './unfinished-messages.ts'
import { Unsent } from './unsent.ts'
import type { Violations } from './violations.ts'

/** A receiver that has taken nothing for so long will not. */
const STUCK_MS = 120_000

const TOO_MANY_PINGS: Fault = { code: 'too-many-pings', message: 'Too many pings or pongs.' }

/** What may be held of an unfinished message, as a multiple of the largest one. */
const MOST_HELD = 1.5

/** Whom a socket belongs to. */
export interface SocketOwner {
  readonly roomId: string
  /** What is wrong with what comes. */
  readonly violations: Violations
  message(data: Buffer, isBinary: boolean): void
  /** It takes more: it has taken everything that it was given, or parts of a document have arrived. */
  drained(): void
  closed(code: number): void
  close(name: CloseName): void
  /** One of these, or what waited for a sign of life, threw. */
  failed(where: Door, error: unknown): void
}

/** What a sweep finds: `dead` is a half-open socket, `stuck` one that does not take what it was given. */
export type SocketState = 'alive' | 'dead' | 'stuck'

type ClientSocketContext = Pick<ConnectionContext, 'clock' | 'metrics' | 'unfinished' | 'arrivals'>

export class ClientSocket implements UnfinishedMessage, SocketListener {
  readonly #ws: WebSocket
  readonly #context: ClientSocketContext
  readonly #owner: SocketOwner
  readonly #heartbeat: Heartbeat
  readonly #unsent: Unsent
  /** Null where no ping or pong has come of late. */
  #control: ControlFrames | null = null
  /** Null until it is sent a document in parts. */
  #pacing: Pacing | null = null
  #unfinishedBytes = 0
  #isDeaf = false
  #messageBytes = READER_MESSAGE_BYTES

  constructor({ ws, socket }: Socket, context: ClientSocketContext, owner: SocketOwner) {
    this.#ws = ws
    this.#context = context
    this.#owner = owner
    this.#heartbeat = new Heartbeat(context.clock, socket)
    this.#unsent = new Unsent(socket, context.clock)
    listenTo({ ws, socket }, this)
    readInTurns(ws, { turn: context.arrivals, room: owner.roomId, listener: this })
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
    return this.#unsent.isLagging
  }

  get pacing(): Pacing {
    this.#pacing ??= new Pacing(this.#ws, this.#context.clock)
    return this.#pacing
  }

  /** Bytes that it was given and has not taken. */
  get unsentBytes(): number {
    return this.#unsent.bytes
  }

  get isTooFull(): boolean {
    return this.#unsent.isTooFull
  }

  /** Somebody waits for a sign of life. */
  get isProbed(): boolean {
    return this.#heartbeat.isProbed
  }

  get heardMsAgo(): number {
    return this.#context.clock.monotonicMs() - this.#heartbeat.heardAtMs
  }

  /** From now on no message may be larger than `who` needs. */
  limitMessages(who: Standing): void {
    this.#messageBytes = may(who, 'write') ? MESSAGE_BYTES : READER_MESSAGE_BYTES
    limitMessages(this.#ws, this.#messageBytes)
  }

  /** False from the moment that it does not take more. */
  send({ bytes }: WebSocketFrame): boolean {
    const takesMore = this.#unsent.write(bytes)
    const { traffic } = this.#context.metrics
    traffic.messagesOut += 1
    traffic.bytesOut += bytes.length
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
    this.excuse()
    this.#context.unfinished.resumed(this)
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
    this.#isDeaf = true
  }

  /** Ends it without a word. */
  terminate(): void {
    this.#ws.terminate()
  }

  cut(): void {
    this.#guard(() => this.#owner.close('unfinished-message'))
  }

  /** Asks the other side for a sign of life, and tells it something, where it is time. */
  sweep(keepAlive: KeepAlive): SocketState {
    this.#noteTaken()
    if (this.#control?.isIdle) this.#control = null
    if (this.#unsent.takenMsAgo >= STUCK_MS || this.isTooFull) return 'stuck'
    const steps = this.#heartbeat.steps(this.#unsent.givenAtMs)
    if (steps.includes('end')) return 'dead'
    const isPinged = steps.includes('ping')
    if (!steps.includes('keep-alive')) {
      if (isPinged) this.#askForLife()
    } else if (this.isOpen) {
      if (isPinged) this.#heartbeat.pinged()
      this.send(isPinged ? keepAlive.withPing : keepAlive.alone)
    }
    return 'alive'
  }

  /** For how long a sweep will find nothing to do, whatever comes meanwhile, in ms. */
  calmForMs(): number {
    return this.#heartbeat.calmForMs(this.#unsent.givenAtMs)
  }

  message(data: Buffer, isBinary: boolean): void {
    if (this.#isDeaf) return
    try {
      this.#heartbeat.heard()
      // What is held from now on is of another message.
      this.#keep(0)
      const { traffic } = this.#context.metrics
      traffic.messagesIn += 1
      traffic.bytesIn += data.length
      this.#owner.message(data, isBinary)
    } catch (error) {
      this.#owner.failed('message', error)
    }
    this.#handled()
  }

  /** There may be thousands more in what was read: they go on in another turn of the event loop where this one takes long. */
  #handled(): void {
    if (this.#context.arrivals.taken()) endTurn(this.#ws)
  }

  #askForLife(): void {
    if (!this.isOpen) return
    this.#heartbeat.pinged()
    this.#ws.ping()
  }

  pinged(data: Buffer): void {
    this.#handled()
    if (this.#takeControl()) this.#control?.answer(data)
  }

  /** The relay wants an answer to a ping that followed a part of a document, and one to each question whether the other side lives. */
  ponged(data: Buffer): void {
    this.#handled()
    const isOfPart = this.#pacing?.answered(data) === true
    if (isOfPart || this.#heartbeat.isAsked) this.#heartbeat.heard()
    else this.#takeControl()
    if (isOfPart && !this.isLagging) this.#owner.drained()
  }

  faulty({ code = 'socket-error', message }: Error & { readonly code?: string }): void {
    this.#owner.violations.count({ code, message })
  }

  /** Thousands may go in the same moment: what is beyond a turn's time waits, as their messages do. */
  closed(code: number): void {
    this.#keep(0)
    this.#context.arrivals.take(this.#owner.roomId, () => this.#owner.closed(code))
  }

  drained(): void {
    this.#owner.drained()
  }

  read(): void {
    const bytes = unfinishedBytes(this.#ws)
    this.#keep(bytes)
    // Of pieces so small that they cost more than they hold.
    if (bytes > MOST_HELD * this.#messageBytes) this.cut()
  }

  tooBig(): void {
    this.#owner.violations.tooBig()
  }

  failed(error: unknown): void {
    this.#owner.failed('socket', error)
  }

  /** Counts a ping or a pong as a sign of life. False where too many have come. */
  #takeControl(): boolean {
    this.#heartbeat.heard()
    this.#control ??= new ControlFrames(this.#ws, this.#context.clock, (work) => this.#guard(work))
    if (this.#control.take()) return true
    if (this.isOpen) this.#owner.violations.refuse(TOO_MANY_PINGS)
    return false
  }

  #keep(bytes: number): void {
    if (bytes === this.#unfinishedBytes) return
    this.#unfinishedBytes = bytes
    this.#context.unfinished.set(this, bytes)
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failed(error)
    }
  }

  /**
   * Notes what the socket has taken since the last look. It takes something while the other side acknowledges: on a slow
   * network that is the only sign of life, since the answer to a ping waits behind all that was sent before.
   */
  #noteTaken(): void {
    if (this.#unsent.look() && this.isLagging) this.#heartbeat.heard()
  }
}
