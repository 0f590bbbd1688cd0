import {
  type Durability,
  fault,
  MESSAGES,
  may,
  ok,
  type ProtocolMessage,
  type RawEntry,
  type Result,
  readMessage,
  type SignalRequest,
  type StateChange,
  SYNC,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { Metrics } from '../base/metrics.ts'
import { Bucket, Budget } from '../base/rate.ts'
import { isEmptyUpdate, type Taken } from '../rooms/document.ts'
import type { Member } from '../rooms/member.ts'
import type { Room } from '../rooms/room.ts'
import { Acks } from './acks.ts'
import { PresenceThrottle, type Sayings } from './presence-throttle.ts'
import type { V1Request } from './protocol-v1.ts'
import { ResyncRetry } from './resync-retry.ts'
import type { Violations } from './violations.ts'

/** A client that has not announced itself by then has no presence of its own, or is no Yjs client. */
const ANNOUNCE_MS = 1_000
const FIRST_FRAME_MS = 5_000

/** How many times what is allowed in a second may come at once. */
const BURST = 4

const SIGNALS_RATE = { burst: 30, perSecond: 10 }

type UpdateFrame = Extract<ProtocolMessage, { readonly update: Uint8Array }>

/** The limits of a document: the frame was as it should be, and is not taken all the same. */
const NO_FAULTS: readonly string[] = ['document-too-large', 'document-gap']

/** What was refused for its size may be smaller, or find room, some time later. */
const TOO_LARGE: readonly string[] = ['document-too-large', 'message-too-large']

/** Whether a frame that could not be read was one of the document's, which its sender counts. */
const isUpdateFrame = ([type, kind]: Uint8Array): boolean =>
  type === MESSAGES.sync.type && (kind === SYNC.step2 || kind === SYNC.update)

/** The connection whose frames are read. */
export interface MessageHandlerHost extends Member {
  /** It wants the document. */
  ask(stateVector: Uint8Array): void
  take(request: V1Request): Result<void, string>
  readonly violations: Violations
  tellSaved(received: number, saved: number): void
  /** Something has begun that waits for time to pass. */
  stir(): void
  /** Reads no more until `isOverdrawn` is false again. */
  slowDown(): void
}

export interface MessageHandlerDeps {
  readonly clock: Clock
  readonly metrics: Metrics
  readonly durability: Durability
  readonly limits: Limits
}

/** What a connection sends: read, and handed to its room as fast as that is allowed. */
export class MessageHandler {
  readonly #host: MessageHandlerHost
  readonly #room: Room
  readonly #clock: Clock
  readonly #metrics: Metrics
  readonly #intake: PresenceThrottle
  readonly #limits: Limits
  readonly #budget: Budget
  readonly #acks: Acks | null
  /** Null until something was refused for its size. */
  #asking: ResyncRetry | null = null
  /** Null until the client sends one. */
  #signals: Bucket | null = null
  /** Until the client has announced itself: only then is an entry of its a claim. */
  #isOpening = true
  #announceByMs: number

  constructor(
    host: MessageHandlerHost,
    room: Room,
    { clock, metrics, durability, limits }: MessageHandlerDeps,
  ) {
    this.#host = host
    this.#room = room
    this.#clock = clock
    this.#metrics = metrics
    this.#intake = new PresenceThrottle(clock)
    this.#limits = limits
    this.#budget = new Budget(clock, { burst: BURST * limits.messages, perSecond: limits.messages })
    this.#acks = host.protocol === 'stock' ? null : new Acks(clock, durability !== 'none')
    this.#announceByMs = clock.monotonicMs() + FIRST_FRAME_MS
  }

  /** True where nothing waits for time to pass. */
  get isCalm(): boolean {
    return !this.#isOpening && !this.#intake.isWaiting && (this.#acks?.isSettled ?? true)
  }

  /** Changes of presence wait for their time. */
  get isHolding(): boolean {
    return this.#intake.isWaiting
  }

  /** Document frames that are not stored; null where nobody counts them. */
  get unsavedFrames(): number | null {
    return this.#acks?.unsaved ?? null
  }

  get isOverdrawn(): boolean {
    return !this.#budget.hasCredit
  }

  receive(data: Uint8Array, isBinary: boolean): void {
    this.#spend(data.length)
    const frame = isBinary
      ? readMessage(data, this.#skip)
      : fault('text-message', 'A frame is text; they are all binary.')
    // The client has counted it.
    if (!frame.ok && isUpdateFrame(data)) this.#acks?.refused()
    this.#refuseIfBad(frame.ok ? this.#handle(frame.value) : frame)
  }

  /** The client was sent the document: by now it should say who it is. */
  answered(): void {
    if (!this.#isOpening) return
    this.#announceByMs = this.#clock.monotonicMs() + ANNOUNCE_MS
    if (!this.#mayBePresent) this.#announced()
  }

  sweep(): void {
    if (this.#isOpening && this.#clock.monotonicMs() >= this.#announceByMs) this.#announced()
    this.#refuseIfBad(this.#apply(this.#intake.due()))
    if (this.#asking?.isDue()) this.#host.askForDocument()
    this.#tellSaved()
  }

  /** Stock clients send back all that they hear: that is told by whose it is, and never looked at. */
  readonly #skip = (clientId: number): boolean => !this.#isOpening && this.#room.isEcho(this.#host, clientId)

  #handle(frame: ProtocolMessage): Result<void, string> {
    switch (frame.kind) {
      case 'step1':
        this.#host.ask(frame.stateVector)
        return ok(undefined)
      case 'queryAwareness':
        this.#isOpening = false
        this.#room.greet(this.#host)
        return ok(undefined)
      case 'ping':
      case 'token':
        return this.#host.take(frame)
      case 'awareness':
        this.#metrics.echoes.inc(frame.skipped)
        return this.#takeEntries(frame.entries)
      case 'presence':
        return this.#takeChanges(frame.changes)
      case 'signal':
        return this.#takeSignal(frame.request)
      case 'step2':
      case 'update':
        return this.#takeUpdate(frame)
    }
  }

  #takeEntries(entries: readonly RawEntry[]): Result<void, string> {
    if (!this.#mayBePresent) {
      this.#announced()
      return ok(undefined)
    }
    if (this.#isOpening) {
      this.#isOpening = false
      return this.#room.awareness(this.#host, entries, true)
    }
    if (entries.length === 0) return ok(undefined)
    return this.#hear(this.#intake.entries(entries, this.#host.selfClient))
  }

  #takeChanges(changes: readonly StateChange[]): Result<void, string> {
    if (this.#host.protocol === 'stock') return fault('unknown-message', 'A presence needs homeroom.v1.')
    if (!this.#mayBePresent || changes.length === 0) return ok(undefined)
    return this.#hear(this.#intake.changes(changes))
  }

  /** Takes what was said just now, unless it has to wait. */
  #hear(sayings: Sayings | null): Result<void, string> {
    if (sayings === null) {
      this.#metrics.heldPresence.inc()
      this.#host.stir()
    }
    return this.#apply(sayings)
  }

  #apply(sayings: Sayings | null): Result<void, string> {
    let done: Result<void, string> = ok(undefined)
    for (const entries of sayings?.frames ?? []) {
      const taken = this.#room.awareness(this.#host, entries, false)
      if (!taken.ok) done = taken
    }
    if (!sayings?.change) return done
    const changed = this.#room.change(this.#host, sayings.change)
    return changed.ok ? done : changed
  }

  #takeSignal(request: SignalRequest): Result<void, string> {
    if (this.#host.protocol === 'stock') return fault('unknown-message', 'A signal needs homeroom.v1.')
    this.#signals ??= new Bucket(this.#clock, SIGNALS_RATE)
    const taken = this.#signals.take()
      ? this.#room.moderation.take(this.#host, request, this.#room.speakerOf(this.#host))
      : fault('too-many-signals', 'Too many signals: they are told to everyone.')
    if (!taken.ok) this.#host.violations.decline(taken.fault)
    return ok(undefined)
  }

  #takeUpdate({ kind, update }: UpdateFrame): Result<void, string> {
    // A stock client that has no presence answers the relay's step 1 before it sends anything else.
    this.#announced()
    if (!may(this.#host.identity.role, 'write')) {
      this.#acks?.refused()
      if (!isEmptyUpdate(update)) this.#host.violations.refuseUpdate()
      return ok(undefined)
    }
    const isTooLarge = update.length > this.#limits.update
    const taken = isTooLarge
      ? fault('message-too-large', `An update is over ${this.#limits.update} bytes.`)
      : this.#room.update(this.#host, update)
    this.#count(kind, taken)
    this.#host.stir()
    if (taken.ok) return ok(undefined)
    const { code } = taken.fault
    if (TOO_LARGE.includes(code)) this.#askAgainLater()
    if (!NO_FAULTS.includes(code)) return taken
    this.#host.violations.decline(taken.fault)
    if (code === 'document-gap') this.#host.close('document-gap')
    return ok(undefined)
  }

  #count(kind: UpdateFrame['kind'], taken: Result<Taken, string>): void {
    // A broken document takes nothing: the room will be loaded again, and its people come back with what they have.
    if (!taken.ok || this.#room.document.brokenBy !== null) this.#acks?.refused()
    else if (taken.value === 'in-part') this.#acks?.waits()
    else {
      this.#acks?.taken(kind, this.#appended)
      if (kind === 'step2') this.#asking?.end()
    }
  }

  #askAgainLater(): void {
    this.#asking ??= new ResyncRetry(this.#clock)
    this.#asking.begin()
  }

  #tellSaved(): void {
    if (this.#acks === null) return
    if (!this.#room.document.hasPending) this.#acks.caughtUp(this.#appended)
    this.#acks.stored(this.#room.journal?.stored ?? 0)
    const news = this.#acks.news()
    if (news !== null) this.#host.tellSaved(news.received, news.saved)
  }

  /** How far the room's journal has come. */
  get #appended(): number {
    return this.#room.journal?.appended ?? 0
  }

  /** A large frame counts as many. */
  #spend(bytes: number): void {
    const { messages, bytes: bytesPerSecond } = this.#limits
    if (!this.#budget.spend(Math.max(1, (bytes * messages) / bytesPerSecond))) this.#host.slowDown()
  }

  /** Ends the opening: whoever is here is told, now that nothing of it can be this client's own record. */
  #announced(): void {
    if (!this.#isOpening) return
    this.#isOpening = false
    this.#room.greet(this.#host)
  }

  get #mayBePresent(): boolean {
    return may(this.#host.identity.role, 'present')
  }

  #refuseIfBad(done: Result<void, string>): void {
    if (!done.ok) this.#host.violations.refuse(done.fault)
  }
}
