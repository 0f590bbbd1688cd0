import type { WebSocket } from 'ws'
import {
  CLOSES,
  type CloseName,
  type Fault,
  type Frame,
  fault,
  type Identity,
  KEEP_ALIVE,
  may,
  type Offer,
  ok,
  type Result,
  readFrame,
  writeFrame,
  writeSessionFrame,
} from '../shared/index.ts'
import type { Clock } from './clock.ts'
import { isEmptyUpdate } from './document.ts'
import { livenessSteps } from './liveness.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { createBucket } from './rate.ts'
import type { Member, Room } from './room.ts'

/** Frames that cannot be read, in a row and per second, before the relay stops reading. */
const FAULT_BURST = 32
const FAULTS_PER_SECOND = 1

/** A receiver with more than this unsent does not read; what is sent to it would only fill the memory. */
const UNSENT_BYTES = 32 * 1024 * 1024

/** A client that has not announced itself by then has no presence of its own, or is no Yjs client. */
const ANNOUNCE_MS = 1_000
const FIRST_FRAME_MS = 5_000

export interface ConnectionDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

export interface ConnectionOptions {
  readonly id: string
  readonly roomId: string
  readonly ws: WebSocket
  readonly identity: Identity
  readonly wire: Offer['wire']
  /** When the token ends, in ms since 1970; null for an anonymous one. */
  readonly expiresAtMs: number | null
  readonly onClose: (connection: Connection) => void
}

/** One socket in one room: reads its frames, hands them to the room, and knows whether it lives. */
export class Connection implements Member {
  readonly identity: Identity
  readonly ownedClients = new Set<number>()
  readonly formerClients = new Set<number>()
  readonly #options: ConnectionOptions
  readonly #deps: ConnectionDeps
  readonly #faults
  #room: Room | null = null
  /** `opening` until the client has announced itself: only then is an entry of its a claim. */
  #phase: 'opening' | 'open' | 'closed' = 'opening'
  #announceByMs: number
  #wasToldReadOnly = false
  #heardAtMs: number
  #pingedAtMs: number
  #sentAtMs: number

  constructor(options: ConnectionOptions, deps: ConnectionDeps) {
    this.identity = options.identity
    this.#options = options
    this.#deps = deps
    this.#faults = createBucket(deps.clock, FAULT_BURST, FAULTS_PER_SECOND)
    const nowMs = deps.clock.monotonicMs()
    this.#heardAtMs = nowMs
    this.#pingedAtMs = nowMs
    this.#sentAtMs = nowMs
    this.#announceByMs = nowMs + FIRST_FRAME_MS
    const { ws } = options
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    ws.on('pong', () => this.#hear())
    ws.on('error', (error: Error & { code?: string }) =>
      this.#count({ code: error.code ?? 'socket-error', message: error.message }),
    )
    ws.on('close', () => this.#closed())
    // Nothing is read before the room is there.
    ws.pause()
  }

  get heardAtMs(): number {
    return this.#heardAtMs
  }

  get isOpen(): boolean {
    return this.#phase !== 'closed'
  }

  get hearsPresence(): boolean {
    return this.#phase !== 'opening'
  }

  /** Begins to read, in a room that this connection has entered. */
  start(room: Room): void {
    this.#room = room
    this.#options.ws.resume()
    // The socket may have closed while the room was loading.
    if (!this.isOpen) room.leave(this)
  }

  send(frame: Uint8Array): void {
    const { ws } = this.#options
    if (ws.readyState !== ws.OPEN) return
    if (ws.bufferedAmount > UNSENT_BYTES) {
      this.close('too-slow')
      this.terminate()
      return
    }
    ws.send(frame)
    this.#sentAtMs = this.#deps.clock.monotonicMs()
    this.#deps.metrics.framesOut.inc()
    this.#deps.metrics.bytesOut.inc(frame.length)
  }

  ping(): void {
    const { ws } = this.#options
    if (ws.readyState !== ws.OPEN) return
    this.#pingedAtMs = this.#deps.clock.monotonicMs()
    ws.ping()
  }

  close(name: CloseName): void {
    const { ws } = this.#options
    if (ws.readyState !== ws.OPEN) return
    const { close, text } = CLOSES[name]
    this.#deps.metrics.closes.inc({ reason: name })
    this.#log('info', { reason: name }, 'the relay closes a connection')
    ws.close(close, text)
  }

  terminate(): void {
    this.#options.ws.terminate()
    this.#closed()
  }

  sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    const { expiresAtMs } = this.#options
    if (expiresAtMs !== null && this.#deps.clock.wallMs() >= expiresAtMs) {
      this.close('token-expired')
      return
    }
    if (this.#phase === 'opening' && this.#room !== null && nowMs >= this.#announceByMs) this.#announced()
    const silence = {
      heardMs: nowMs - this.#heardAtMs,
      pingedMs: nowMs - this.#pingedAtMs,
      sentMs: nowMs - this.#sentAtMs,
    }
    for (const step of livenessSteps(silence)) {
      if (step === 'ping') this.ping()
      else if (step === 'keep-alive') this.send(KEEP_ALIVE)
      else this.terminate()
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#hear()
    this.#deps.metrics.framesIn.inc()
    this.#deps.metrics.bytesIn.inc(data.length)
    const frame = isBinary ? readFrame(data) : fault('text-frame', 'A frame is text; they are all binary.')
    const done = frame.ok ? this.#handle(frame.value) : frame
    if (!done.ok) this.#refuse(done.fault)
  }

  #handle(frame: Frame): Result<void, string> {
    const room = this.#room
    if (room === null) return ok(undefined)
    switch (frame.kind) {
      case 'step1':
        return this.#answer(room, frame.stateVector)
      case 'queryAwareness':
        this.#sendPresence(room.snapshotFor(this))
        return ok(undefined)
      case 'ping':
        this.send(writeSessionFrame.pong(frame.nonce, this.#deps.clock.wallMs()))
        return ok(undefined)
      case 'token':
        return ok(undefined)
      case 'awareness': {
        const isOpening = this.#phase === 'opening'
        const done = this.#mayBePresent ? room.awareness(this, frame.entries, isOpening) : ok(undefined)
        this.#announced()
        return done
      }
      case 'step2':
      case 'update': {
        // A stock client that has no presence answers the relay's step 1 before it sends anything else.
        this.#announced()
        if (may(this.identity.role, 'write')) return room.update(this, frame.update)
        if (!isEmptyUpdate(frame.update)) this.#tellReadOnly()
        return ok(undefined)
      }
    }
  }

  #answer(room: Room, stateVector: Uint8Array): Result<void, string> {
    const answer = room.document.answer(stateVector)
    if (!answer.ok) return answer
    this.send(answer.value)
    if (may(this.identity.role, 'write')) this.send(room.document.ask())
    if (this.#phase === 'opening') {
      this.#announceByMs = this.#deps.clock.monotonicMs() + ANNOUNCE_MS
      if (!this.#mayBePresent) this.#announced()
    }
    return ok(undefined)
  }

  get #mayBePresent(): boolean {
    return may(this.identity.role, 'present')
  }

  /** Ends the opening: whoever is here is told, now that nothing of it can be this client's own record. */
  #announced(): void {
    if (this.#phase !== 'opening' || this.#room === null) return
    this.#phase = 'open'
    this.#sendPresence(this.#room.greetingFor(this))
  }

  #sendPresence(frame: Uint8Array | null): void {
    if (frame !== null) this.send(frame)
  }

  #tellReadOnly(): void {
    this.#count({ code: 'read-only', message: 'A document update of a read-only connection was refused.' })
    if (this.#wasToldReadOnly) return
    this.#wasToldReadOnly = true
    this.#tell('read-only', 'You may read this room, not write to it.')
  }

  #refuse(reason: Fault): void {
    this.#count(reason)
    if (this.#options.wire === 'homeroom.v1') this.#tell(reason.code, reason.message)
    if (this.isOpen && !this.#faults.take()) {
      this.close('bad-frames')
      this.#options.ws.removeAllListeners('message')
    }
  }

  #tell(code: string, text: string): void {
    this.send(
      this.#options.wire === 'homeroom.v1' ? writeSessionFrame.notice(code, text) : writeFrame.denied(text),
    )
  }

  #count({ code, message }: Fault): void {
    this.#deps.metrics.faults.inc({ code })
    this.#log('warn', { code }, message)
  }

  #hear(): void {
    this.#heardAtMs = this.#deps.clock.monotonicMs()
  }

  #closed(): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#room?.leave(this)
    this.#options.onClose(this)
  }

  #log(level: 'info' | 'warn', fields: object, message: string): void {
    this.#deps.log[level]({ room: this.#options.roomId, connection: this.#options.id, ...fields }, message)
  }
}
