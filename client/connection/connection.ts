import { messageOf, type RoomId, readBytes, readUint } from '../../shared/index.ts'
import type { Hint, PresenceEnvironment } from '../environment.ts'
import { fenced } from '../fence.ts'
import type { Channel, Part, Taker } from '../part.ts'
import { Store } from '../store.ts'
import { backoffMs, hintMsOf } from './backoff.ts'
import { type Liveness, watch } from './liveness.ts'
import type { Offering } from './offering.ts'
import { addressOf, Socket, type SocketEvents } from './socket.ts'
import { ORIGIN_CODE, RESET_CODE, retryOf, type Status } from './status.ts'
import type { TokenKeeper } from './token.ts'
import type { UploadEstimate } from './upload-estimate.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly room: RoomId
  readonly tokens: TokenKeeper
  readonly environment: PresenceEnvironment
  /** The parts of the room, which are told what becomes of the socket. */
  readonly parts: readonly Part[]
  /** What is told at the join: the epoch of the room whose document is here, or that none is wanted; may be empty. */
  readonly query: () => string
  /** Absent where only a relay of ours is spoken with: each socket offers its subprotocol. */
  readonly offering?: Offering
  /** Absent where nothing large is sent. */
  readonly uploads?: UploadEstimate
  /** Asks the other side for a sign of life. */
  readonly ask: () => void
  /** A new token was got for the socket that is open. */
  readonly onToken: (token: string) => void
  /** The room is another one now: true where nothing here is lost by that. Absent where nothing ever is: it comes back at once. */
  readonly onReset?: () => boolean
}

/** A token function takes no longer, in ms: it asks a server, which may be gone without a word. */
const TOKEN_MS = 30_000

/** A handshake takes no longer, in ms; Node 22's own WebSocket never tells of one that was refused. */
const OPENING_MS = 10_000

interface Open {
  readonly kind: 'open'
  readonly socket: Socket
  readonly liveness: Liveness
  cancelRenewal: () => void
  /** The relay's document has come. */
  isSynced: boolean
  /** What the other side is, by what came from it. */
  peer: 'unknown' | 'relay' | 'stranger'
}

/** What goes on; each state holds what exists in it alone. */
type Phase =
  | Open
  | { readonly kind: 'new' | 'idle' | 'left' | 'closed' | 'reset' }
  | { readonly kind: 'token' | 'waiting'; readonly cancel: () => void }
  | { readonly kind: 'opening'; readonly socket: Socket; readonly cancel: () => void }

/** One room's socket, which comes back by itself. */
export class Connection implements Channel {
  readonly status: Store<Status>
  readonly #options: ConnectionOptions
  readonly #environment: PresenceEnvironment
  readonly #takers = new Map<number, Taker>()
  readonly #stopHints: () => void
  #phase: Phase = { kind: 'new' }
  #attempt = 0
  /** The relay does not want to hear of this client before, by the environment's time. */
  #notBeforeMs = 0

  constructor(options: ConnectionOptions) {
    const { environment } = options
    this.#options = options
    this.#environment = environment
    this.status = new Store<Status>({ state: 'connecting', attempt: 0 }, environment.report)
    this.#stopHints = environment.onHint((hint) => this.#hint(hint))
  }

  get isOpen(): boolean {
    return this.#phase.kind === 'open'
  }

  /** A socket is there, or on its way: the epoch of what is here has been told. */
  get hasTold(): boolean {
    return 'socket' in this.#phase
  }

  /** Connects for the first time; before that nothing does. */
  start(): void {
    if (this.#phase.kind === 'new') void this.#open()
  }

  send(message: Uint8Array): void {
    if (this.#phase.kind !== 'open') return
    this.#options.uploads?.sent(message.length)
    this.#phase.socket.send(message)
  }

  listen(messageType: number, take: Taker): void {
    const before = this.#takers.get(messageType)
    this.#takers.set(messageType, (body) => before?.(body) || take(body))
  }

  /** The document of the relay has come: the client is in the room. */
  synced(): void {
    if (this.#phase.kind !== 'open' || this.#phase.isSynced) return
    this.#phase.isSynced = true
    this.#attempt = 0
    this.status.set({ state: 'connected' })
  }

  /** Tries at once, whatever waits; also after the room was closed to this client. */
  connect(): void {
    // A token that was refused for good is not shown again where another one can be had.
    if (this.#phase.kind === 'closed') this.#options.tokens.renew()
    if (this.#canTry()) void this.#open()
  }

  /** Connects after `room-reset`. */
  rejoin(): void {
    if (this.#phase.kind !== 'reset') return
    this.#attempt = 0
    void this.#open()
  }

  /** Takes another socket in the place of the one that is there: this client is another one now. */
  renew(): void {
    if (this.isOpen) void this.#open()
  }

  leave(cause?: 'dropped'): void {
    if (this.#phase.kind === 'left') return
    this.#stopHints()
    this.#enter({ kind: 'left' }, { state: 'left', ...(cause === 'dropped' && { isDropped: true }) })
  }

  /** Leaves the phase for another one, with all that it held. A listener of the status may leave that one at once. */
  #enter(next: Phase, status?: Status): void {
    const before = this.#phase
    this.#phase = next
    if ('cancel' in before) before.cancel()
    if (before.kind === 'open') {
      before.liveness.stop()
      before.cancelRenewal()
    }
    if ('socket' in before && !('socket' in next)) before.socket.close()
    if (status !== undefined) this.status.set(status)
    if (before.kind === 'open' && this.#phase.kind !== 'left') this.#tell((part) => part.lost?.())
  }

  #tell(what: (part: Part) => void): void {
    for (const part of this.#options.parts) fenced(this.#environment.report, () => what(part))
  }

  async #open(): Promise<void> {
    const cancel = this.#environment.after(TOKEN_MS, () => this.#retry('the token did not come'))
    const asking: Phase = { kind: 'token', cancel }
    this.#enter(asking, { state: 'connecting', attempt: this.#attempt })
    let reason = ''
    const token = await this.#options.tokens.get().catch((error: unknown) => {
      reason = `the token could not be got: ${messageOf(error)}`
      return null
    })
    if (this.#phase !== asking) return
    if (reason !== '') this.#retry(reason)
    else this.#openSocket(token)
  }

  #openSocket(token: string | null): void {
    const { offering, query, room, url } = this.#options
    const { report, savesData, WebSocket: WebSocketClass } = this.#environment
    // No subprotocol carries a token then, and without it this client would be somebody else.
    const isBare = token === null && offering?.isBare === true
    const address = addressOf({ url, room, query: query(), isSparing: savesData(), token, isBare })
    const events: SocketEvents = {
      opened: () => (offering?.opened(isBare) === false ? void this.#open() : this.#opened(socket)),
      heard: (message) => this.#heard(message),
      closed: (code, reason) => this.#closed(code, reason, address.url.split('?')[0]),
    }
    let socket: Socket
    try {
      socket = new Socket(WebSocketClass, address, events, report)
    } catch (error) {
      this.#retry(`no socket could be made: ${messageOf(error)}`)
      return
    }
    const cancel = this.#environment.after(OPENING_MS, () => this.#lose('no answer'))
    this.#enter({ kind: 'opening', socket, cancel })
  }

  #opened(socket: Socket): void {
    const open: Open = {
      kind: 'open',
      socket,
      liveness: watch(
        this.#environment,
        this.#options.ask,
        () => this.#lose(open.peer === 'stranger' ? 'what came was of no Yjs relay' : 'no answer'),
        () => (!open.isSynced && open.peer !== 'stranger') || this.#options.uploads?.isBusy === true,
      ),
      cancelRenewal: this.#scheduleRenewal(),
      isSynced: false,
      peer: 'unknown',
    }
    this.#enter(open)
    this.#tell((part) => {
      if (this.#phase === open) part.opened?.()
    })
  }

  /** Takes the first protocol message of a WebSocket message; every Yjs client reads that one only. */
  #heard(message: Uint8Array): void {
    const open = this.#phase
    if (open.kind !== 'open') return
    this.#tell((part) => part.heard?.())
    const head = readBytes(message, (decoder) => ({
      type: readUint(decoder),
      body: message.subarray(decoder.pos),
    }))
    const isOfRelay = head.ok && this.#takers.get(head.value.type)?.(head.value.body) === true
    open.peer = isOfRelay || open.peer === 'relay' ? 'relay' : 'stranger'
    // What a stranger says is no sign of life.
    if (open.peer === 'relay') open.liveness.heard()
  }

  #closed(code: number, reason: string, url?: string): void {
    const verdict = retryOf(code)
    const isReset = code === RESET_CODE
    if (isReset && this.#options.onReset?.() === false)
      this.#enter({ kind: 'reset' }, { state: 'room-reset' })
    else if (isReset || verdict === 'later' || (verdict === 'refresh' && this.#options.tokens.renew()))
      this.#retry(reason || (this.isOpen ? `closed with ${code}` : `no WebSocket was opened at ${url}`))
    else this.#enter({ kind: 'closed' }, { state: 'closed', code, reason, retry: verdict })
    // No person can do anything about it, and the author of the page may show no status.
    if (code === ORIGIN_CODE) this.#environment.report(new Error(reason))
  }

  /** Gives up a socket that is dead without a word. */
  #lose(reason: string): void {
    // Where the line is dead one way only, this arrives: no goodbye, as a close without a code would be.
    if ('socket' in this.#phase) this.#phase.socket.close(4000, reason)
    this.#retry(reason)
  }

  #retry(reason: string): void {
    if (this.#phase.kind === 'opening') this.#options.offering?.failed()
    const hintMs = hintMsOf(reason)
    const { isHidden, nowMs, random } = this.#environment
    this.#notBeforeMs = nowMs() + hintMs
    const waitMs = backoffMs({ attempt: this.#attempt, hintMs, isHidden: isHidden(), random })
    this.#attempt += 1
    this.#wait(waitMs, { state: 'disconnected', attempt: this.#attempt, reason })
  }

  #wait(ms: number, status?: Status): void {
    this.#enter({ kind: 'waiting', cancel: this.#environment.after(ms, () => void this.#open()) }, status)
  }

  #canTry(): boolean {
    return ['waiting', 'closed', 'idle'].includes(this.#phase.kind)
  }

  /** Tries as soon as the relay may be asked. */
  #hurry(): void {
    const leftMs = this.#notBeforeMs - this.#environment.nowMs()
    if (leftMs > 0) this.#wait(leftMs)
    else void this.#open()
  }

  #scheduleRenewal(): () => void {
    const waitMs = this.#options.tokens.renewInMs()
    if (waitMs === null) return () => undefined
    return this.#environment.after(waitMs, () => void this.#renewToken())
  }

  /** Gets a new token for the open socket; where that fails the relay closes it in time, and it comes back. */
  async #renewToken(): Promise<void> {
    this.#options.tokens.renew()
    const token = await this.#options.tokens.get().catch(() => null)
    if (token === null || this.#phase.kind !== 'open') return
    this.#options.onToken(token)
    this.#phase.cancelRenewal()
    this.#phase.cancelRenewal = this.#scheduleRenewal()
  }

  #hint(hint: Hint): void {
    const { kind } = this.#phase
    if (hint === 'frozen') {
      if ('cancel' in this.#phase || 'socket' in this.#phase) this.#enter({ kind: 'idle' })
    } else if (hint === 'resumed') {
      if (this.#canTry()) this.#hurry()
    } else if (hint !== 'hidden') {
      if (kind === 'waiting' && hint !== 'offline') this.#hurry()
      else if (this.#phase.kind === 'open') this.#phase.liveness.doubt()
    }
  }
}
