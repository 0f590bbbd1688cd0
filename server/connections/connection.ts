import type { WebSocket } from 'ws'
import {
  CLOSES,
  type CloseName,
  type Fault,
  type Frame,
  fault,
  type Identity,
  KEEP_ALIVE,
  type LeftReason,
  may,
  type Offer,
  ok,
  type RefusalCode,
  type Result,
  readFrame,
  writeFrame,
  writeSessionFrame,
} from '../../shared/index.ts'
import type { Secret } from '../base/secret.ts'
import type { Admission } from '../gate/gate.ts'
import type { PresenceEntry } from '../presence/presence-table.ts'
import { isEmptyUpdate } from '../rooms/document.ts'
import type { Member, Room } from '../rooms/room.ts'
import { type ConnectionDeps, createComplaints } from './complaints.ts'
import { livenessSteps } from './liveness.ts'
import { Pulse } from './pulse.ts'
import { createSession, type Session } from './session.ts'

/** A receiver with more than this unsent does not read; what is sent to it would only fill the memory. */
const UNSENT_BYTES = 32 * 1024 * 1024

/** A client that has not announced itself by then has no presence of its own, or is no Yjs client. */
const ANNOUNCE_MS = 1_000
const FIRST_FRAME_MS = 5_000

/** Close codes of whoever goes of their own will: the tab was closed, or the client said that it is done (RFC 6455). */
const FAREWELLS: readonly number[] = [1000, 1001, 1005]

export interface ConnectionOptions {
  readonly id: string
  readonly roomId: string
  readonly ws: WebSocket
  readonly admission: Admission
  readonly wire: Offer['wire']
  /** Checks a new token for this connection. */
  readonly renew: (token: Secret) => Promise<Result<Admission, RefusalCode>>
  readonly onClose: (connection: Connection) => void
}

/** One socket in one room: reads its frames, hands them to the room, and knows whether it lives. */
export class Connection implements Member {
  readonly wire: Offer['wire']
  readonly ownedClients = new Set<number>()
  readonly formerClients = new Set<number>()
  readonly #options: ConnectionOptions
  readonly #deps: ConnectionDeps
  readonly #complaints
  #room: Room | null = null
  /** `opening` until the client has announced itself: only then is an entry of its a claim. */
  #phase: 'opening' | 'open' | 'closed' = 'opening'
  #announceByMs: number
  #wasToldReadOnly = false
  #admission: Admission
  readonly #pulse: Pulse
  #session: Session | null = null

  constructor(options: ConnectionOptions, deps: ConnectionDeps) {
    this.wire = options.wire
    this.#admission = options.admission
    this.#pulse = new Pulse(deps.clock)
    this.#options = options
    this.#deps = deps
    this.#complaints = createComplaints({ room: options.roomId, connection: options.id }, deps)
    this.#announceByMs = deps.clock.monotonicMs() + FIRST_FRAME_MS
    const { ws } = options
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    ws.on('pong', () => this.#pulse.heard())
    ws.on('error', (error: Error & { code?: string }) =>
      this.#complaints.count({ code: error.code ?? 'socket-error', message: error.message }),
    )
    ws.on('close', (code: number) => this.#closed(FAREWELLS.includes(code) ? 'left' : 'lost'))
    // Nothing is read before the room is there.
    ws.pause()
  }

  get admission(): Admission {
    return this.#admission
  }

  get identity(): Identity {
    return this.#admission.identity
  }

  /** A new token of the same person holds from now on. */
  renewed(admission: Admission): void {
    this.#admission = admission
    this.#room?.restamp(this)
  }

  get heardAtMs(): number {
    return this.#pulse.heardAtMs
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
    if (!this.isOpen) room.leave(this, 'lost')
    else if (this.wire === 'homeroom.v1') {
      const { id, renew } = this.#options
      this.#session = createSession(this, { id, epoch: room.epoch, clock: this.#deps.clock, renew })
      this.#session.welcome()
    }
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
    this.#pulse.sent()
    this.#deps.metrics.framesOut.inc()
    this.#deps.metrics.bytesOut.inc(frame.length)
  }

  ping(): void {
    const { ws } = this.#options
    if (ws.readyState !== ws.OPEN) return
    this.#pulse.pinged()
    ws.ping()
  }

  close(name: CloseName): void {
    const { ws } = this.#options
    if (ws.readyState !== ws.OPEN) return
    const { close, text } = CLOSES[name]
    this.#complaints.closing(name)
    ws.close(close, text)
    // Where the room is still loading nothing is read yet, and the other side's answer would wait for 30 s.
    ws.resume()
    // Who is closed is out, whether it answers or not; a relay that goes down still takes what is on its way.
    if (name === 'service-restart') return
    ws.removeAllListeners('message')
    this.#closed('lost')
  }

  terminate(): void {
    this.#options.ws.terminate()
    this.#closed('lost')
  }

  sweep(): void {
    const { clock } = this.#deps
    const { expiresAtMs } = this.#admission
    if (expiresAtMs !== null && clock.wallMs() >= expiresAtMs) {
      this.close('token-expired')
      return
    }
    if (this.#phase === 'opening' && this.#room !== null && clock.monotonicMs() >= this.#announceByMs) {
      this.#announced()
    }
    for (const step of livenessSteps(this.#pulse.silence())) {
      if (step === 'ping') this.ping()
      else if (step === 'keep-alive') this.send(KEEP_ALIVE)
      else this.terminate()
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#pulse.heard()
    this.#deps.metrics.framesIn.inc()
    this.#deps.metrics.bytesIn.inc(data.length)
    const frame = isBinary ? readFrame(data) : fault('text-frame', 'A frame is text; they are all binary.')
    const done = frame.ok ? this.#handle(frame.value) : frame
    if (!done.ok) this.refuse(done.fault)
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
      case 'token':
        if (this.#session === null) return fault('unknown-message', `A ${frame.kind} needs homeroom.v1.`)
        this.#session.take(frame)
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
    // A client of ours waits for it: it says that everyone has been named.
    const nobody = this.wire === 'homeroom.v1' ? KEEP_ALIVE : null
    this.#sendPresence(this.#room.greetingFor(this) ?? nobody)
  }

  #sendPresence(frame: Uint8Array | null): void {
    if (frame !== null) this.send(frame)
  }

  confirm(entry: PresenceEntry): void {
    this.#session?.confirm(entry)
  }

  #tellReadOnly(): void {
    this.#complaints.count({
      code: 'read-only',
      message: 'A document update of a read-only connection was refused.',
    })
    if (this.#wasToldReadOnly) return
    this.#wasToldReadOnly = true
    this.#tell('read-only', 'You may read this room, not write to it.')
  }

  refuse(reason: Fault): void {
    this.#complaints.count(reason)
    // A stock client learns of what it would wait for: every later edit of its own builds on a refused one.
    if (this.wire === 'homeroom.v1' || reason.code === 'frame-too-large')
      this.#tell(reason.code, reason.message)
    if (this.isOpen && this.#complaints.isTooMuch()) this.close('bad-frames')
  }

  #tell(code: string, text: string): void {
    this.send(this.wire === 'homeroom.v1' ? writeSessionFrame.notice(code, text) : writeFrame.denied(text))
  }

  #closed(reason: LeftReason): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#room?.leave(this, reason)
    this.#options.onClose(this)
  }
}
