import {
  type Fault,
  type Frame,
  fault,
  may,
  ok,
  type RawEntry,
  type Result,
  readFrame,
  type StateChange,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import { Budget } from '../base/rate.ts'
import { isEmptyUpdate } from '../rooms/document.ts'
import type { Member } from '../rooms/member.ts'
import type { Room } from '../rooms/room.ts'
import { Intake, type Sayings } from './intake.ts'
import type { SessionRequest } from './session.ts'

/** A client that has not announced itself by then has no presence of its own, or is no Yjs client. */
const ANNOUNCE_MS = 1_000
const FIRST_FRAME_MS = 5_000

/** Document updates that a connection may send before it is read more slowly; a large one counts as many. */
const UPDATES = { burst: 4_000, perSecond: 1_000 }
const BYTES_PER_UPDATE = 8 * 1024

/** The connection whose frames are read. */
export interface InboxHost extends Member {
  /** It wants the document. */
  ask(stateVector: Uint8Array): void
  take(request: SessionRequest): Result<void, string>
  refuse(fault: Fault): void
  /** An update was refused. */
  refuseUpdate(): void
  /** Something has begun that waits for time to pass. */
  stir(): void
  /** Reads no more until `isOverdrawn` is false again. */
  slowDown(): void
}

export interface InboxDeps {
  readonly clock: Clock
  readonly metrics: Metrics
}

/** What a connection sends: read, and handed to its room as fast as that is allowed. */
export class Inbox {
  readonly #host: InboxHost
  readonly #room: Room
  readonly #clock: Clock
  readonly #metrics: Metrics
  readonly #intake: Intake
  /** Null until the client writes: most only look. */
  #budget: Budget | null = null
  /** Until the client has announced itself: only then is an entry of its a claim. */
  #isOpening = true
  #announceByMs: number

  constructor(host: InboxHost, room: Room, { clock, metrics }: InboxDeps) {
    this.#host = host
    this.#room = room
    this.#clock = clock
    this.#metrics = metrics
    this.#intake = new Intake(clock)
    this.#announceByMs = clock.monotonicMs() + FIRST_FRAME_MS
  }

  /** True where nothing waits for time to pass. */
  get isCalm(): boolean {
    return !this.#isOpening && !this.#intake.isWaiting
  }

  get isOverdrawn(): boolean {
    return this.#budget !== null && !this.#budget.hasCredit
  }

  receive(data: Uint8Array, isBinary: boolean): void {
    const frame = isBinary
      ? readFrame(data, this.#skip)
      : fault('text-frame', 'A frame is text; they are all binary.')
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
  }

  /** Stock clients send back all that they hear: that is told by whose it is, and never looked at. */
  readonly #skip = (clientId: number): boolean => !this.#isOpening && this.#room.isEcho(this.#host, clientId)

  #handle(frame: Frame): Result<void, string> {
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
      case 'step2':
      case 'update':
        return this.#takeUpdate(frame.update)
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
    if (this.#host.wire === 'stock') return fault('unknown-message', 'A presence needs homeroom.v1.')
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

  #takeUpdate(update: Uint8Array): Result<void, string> {
    // A stock client that has no presence answers the relay's step 1 before it sends anything else.
    this.#announced()
    if (!may(this.#host.identity.role, 'write')) {
      if (!isEmptyUpdate(update)) this.#host.refuseUpdate()
      return ok(undefined)
    }
    this.#spend(update.length)
    return this.#room.update(this.#host, update)
  }

  #spend(bytes: number): void {
    this.#budget ??= new Budget(this.#clock, UPDATES)
    this.#budget.spend(Math.max(1, bytes / BYTES_PER_UPDATE))
    if (this.isOverdrawn) this.#host.slowDown()
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
    if (!done.ok) this.#host.refuse(done.fault)
  }
}
