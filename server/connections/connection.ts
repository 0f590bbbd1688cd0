import {
  type CloseName,
  type Identity,
  KEEP_ALIVE,
  may,
  NOBODY,
  ok,
  type Protocol,
  type Result,
  type Role,
} from '../../shared/index.ts'
import { toFrame, type WebSocketFrame } from '../fanout/websocket-frame.ts'
import type { Authorized } from '../gate/gate.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { Room } from '../rooms/room.ts'
import type { ConnectionDeps, ConnectionOptions } from './connection-options.ts'
import { type ConnectionView, viewOf } from './connection-view.ts'
import { closedAs, closedWith, type Disconnect, SILENT } from './disconnect.ts'
import { Heartbeat } from './heartbeat.ts'
import { calmForMs, livenessSteps } from './liveness.ts'
import { MessageHandler, type MessageHandlerHost } from './message-handler.ts'
import { createSession, type Session, StockSession, type V1Request } from './protocol-v1.ts'
import { SocketWriter } from './socket-writer.ts'
import { Violations } from './violations.ts'

/** A connection with nothing that waits is looked at so often: there may be thousands, and all that they owe is pings. */
const CALM_MS = 1_000

/** What a connection has once its room is there. */
interface Entered {
  readonly room: Room
  readonly handler: MessageHandler
  readonly session: Session
}

/** One socket in one room: whether it lives, what it takes, and how it ends. */
export class Connection implements MessageHandlerHost {
  readonly protocol: Protocol
  readonly ownedClients = new Set<number>()
  readonly formerClients = new Set<number>()
  selfClient: number | null = null
  readonly #options: ConnectionOptions
  readonly #deps: ConnectionDeps
  readonly violations: Violations
  readonly #outlet: SocketWriter
  readonly #pulse: Heartbeat
  #entered: Entered | null = null
  #isClosed = false
  #calmUntilMs = 0
  #admission: Authorized
  /** Of whoever waits for the document. */
  #askedWith: Uint8Array | null = null

  constructor(options: ConnectionOptions, deps: ConnectionDeps) {
    const { ws, socket } = options
    this.protocol = options.protocol
    this.#admission = options.admission
    this.#pulse = new Heartbeat(deps.clock, socket)
    this.#outlet = new SocketWriter({ ...deps, ws, socket })
    this.#options = options
    this.#deps = deps
    this.violations = new Violations(this, { room: options.roomId, connection: options.id }, deps)
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    ws.on('pong', () => this.#pulse.heard())
    ws.on('error', (error: Error & { code?: string }) =>
      this.violations.count({ code: error.code ?? 'socket-error', message: error.message }),
    )
    ws.on('close', (code: number) => this.#closed(closedWith(code)))
    socket.on('drain', () => this.#drained())
    // Nothing is read before the room is there.
    ws.pause()
  }

  get admission(): Authorized {
    return this.#admission
  }

  get identity(): Identity {
    return this.#admission.identity
  }

  /** A new token of the same person holds from now on. */
  renewed(admission: Authorized): void {
    const couldWrite = may(this.identity.role, 'write')
    this.#admission = admission
    this.#entered?.room.restamp(this)
    // What it has written so far was refused.
    if (!couldWrite && may(this.identity.role, 'write')) this.askForDocument()
  }

  takeRole(role: Role): void {
    this.renewed({ ...this.#admission, identity: { ...this.identity, role } })
    this.welcome()
  }

  welcome(): void {
    this.#entered?.session.welcome()
  }

  askForDocument(): void {
    if (this.#entered !== null) this.send(this.#entered.room.document.ask())
  }

  get heardAtMs(): number {
    return this.#pulse.heardAtMs
  }

  get isOpen(): boolean {
    return !this.#isClosed
  }

  get isLagging(): boolean {
    return this.#outlet.isLagging
  }

  get roomId(): string {
    return this.#options.roomId
  }

  describe(): ConnectionView {
    return viewOf(this, this.#options, this.#entered?.handler ?? null, this.#deps.clock)
  }

  get unsentBytes(): number {
    return this.#outlet.unsentBytes
  }

  /** Begins to read, in a room that this connection has entered. */
  start(room: Room): void {
    const { ws, id, renew, durability, limits, epoch } = this.#options
    const { clock } = this.#deps
    if (!room.admits(epoch)) this.close('room-reset')
    // The socket may have closed while the room was loading.
    if (this.#isClosed) {
      room.leave(this, 'lost')
      return
    }
    const handler = new MessageHandler(this, room, { ...this.#deps, durability, limits })
    const about = { id, room, durability, updateBytes: limits.update, clock }
    const session = renew === null ? new StockSession(this) : createSession(this, { ...about, renew })
    this.#entered = { room, handler, session }
    ws.resume()
    session.welcome()
  }

  send(message: WebSocketFrame): void {
    if (!this.#outlet.isOpen) return
    if (this.#outlet.isTooFull) {
      this.giveUp()
      return
    }
    if (!this.#outlet.write(message)) this.stir()
    this.#pulse.sent()
  }

  sendFrame(frame: Uint8Array): void {
    this.send(toFrame(frame))
  }

  /** It does not take what it is sent. */
  giveUp(): void {
    this.close('too-slow')
    this.terminate()
  }

  ping(): void {
    if (!this.#outlet.isOpen) return
    this.#pulse.pinged()
    this.#options.ws.ping()
  }

  close(name: CloseName): void {
    if (this.#outlet.close(name)) this.violations.closing(name)
    // Who is closed is out, whether it answers or not; a relay that goes down still takes what is on its way.
    if (name === 'service-restart') return
    this.#options.ws.removeAllListeners('message')
    this.#closed(closedAs(name))
  }

  terminate(): void {
    this.#options.ws.terminate()
    this.#closed(SILENT)
  }

  sweep(nowMs: number): void {
    if (nowMs < this.#calmUntilMs) return
    this.#look()
    const isCalm = this.#entered?.handler.isCalm === true && !this.isLagging && !this.#options.ws.isPaused
    if (isCalm) this.#calmUntilMs = nowMs + Math.min(CALM_MS, calmForMs(this.#pulse.silence()))
  }

  /** Something has begun that waits for time to pass: the next sweep looks at it. */
  stir(): void {
    this.#calmUntilMs = 0
  }

  #look(): void {
    const { expiresAtMs } = this.#admission
    if (expiresAtMs !== null && this.#deps.clock.wallMs() >= expiresAtMs) {
      this.close('token-expired')
      return
    }
    this.#entered?.handler.sweep()
    this.#readOn()
    const progress = this.#outlet.progress()
    if (progress === 'stuck' || this.#outlet.isTooFull) {
      this.giveUp()
      return
    }
    if (progress === 'some') this.#pulse.heard()
    for (const step of livenessSteps(this.#pulse.silence())) {
      if (step === 'ping') this.ping()
      else if (step === 'keep-alive') this.sendFrame(this.protocol === 'stock' ? KEEP_ALIVE : NOBODY)
      else this.terminate()
    }
  }

  ask(stateVector: Uint8Array): void {
    this.#askedWith = stateVector
    if (!this.isLagging) this.#options.answers.ask(this)
  }

  /** Gives the document to whoever asked for it. */
  answer(): void {
    const stateVector = this.#askedWith
    const entered = this.#entered
    if (stateVector === null || entered === null || this.#isClosed) return
    this.#askedWith = null
    const answer = entered.room.document.answer(stateVector)
    if (!answer.ok) {
      this.violations.refuse(answer.fault)
      return
    }
    entered.room.answered(this)
    this.send(answer.value)
    if (may(this.identity.role, 'write')) this.askForDocument()
    entered.handler.answered()
  }

  take(request: V1Request): Result<void, string> {
    return this.#entered?.session.take(request) ?? ok(undefined)
  }

  confirm(entry: PresenceEntry): void {
    this.#entered?.session.confirm(entry)
  }

  lowered(entry: PresenceEntry): void {
    this.#entered?.session.lowered(entry)
  }

  tellSaved(received: number, saved: number): void {
    this.#entered?.session.saved(received, saved)
  }

  slowDown(): void {
    const { ws } = this.#options
    // What had come with it is still taken.
    if (ws.isPaused) return
    ws.pause()
    this.stir()
    this.#deps.metrics.slowedReads.inc()
  }

  #receive(data: Buffer, isBinary: boolean): void {
    // A socket that was ended may still bring what had come before.
    if (this.#isClosed) return
    this.#pulse.heard()
    this.#deps.metrics.traffic.messagesIn += 1
    this.#deps.metrics.traffic.bytesIn += data.length
    this.#entered?.handler.receive(data, isBinary)
  }

  /** Ends what `slowDown` began. */
  #readOn(): void {
    const { ws } = this.#options
    if (this.#entered === null || !ws.isPaused) return
    // Who is not read cannot be heard.
    this.#pulse.heard()
    if (!this.#entered.handler.isOverdrawn) ws.resume()
  }

  #drained(): void {
    if (this.#isClosed) return
    const { answers } = this.#options
    answers.settle(this)
    // The document first: it has what was missed of it. Presence is beside it.
    if (this.#askedWith !== null) answers.ask(this)
    this.#entered?.room.drained(this)
  }

  #closed(ending: Disconnect): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.answers.settle(this)
    this.#entered?.room.leave(this, ending.reason)
    this.#options.onClose(this, ending)
  }
}
