import { fault, ok, type RawEntry, type Result, type StateChange } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { Budget, unlessFull } from '../base/rate.ts'
import type { Room } from '../rooms/room.ts'
import type { Peer } from './peer.ts'
import { PresenceThrottle } from './presence-throttle.ts'

/** A client that has not announced itself by then has no presence of its own, or is no Yjs client. */
const ANNOUNCE_MS = 1_000
const FIRST_MESSAGE_MS = 5_000

/** Entries of which a connection is told again because it asks: 3 bytes ask for everyone in the room. */
const ANSWERED = { burst: 2_000, perSecond: 100 }

/** What a client says of presence: who it is at first, and then what changes, as fast as that is taken. */
export class PresenceMessages {
  readonly #peer: Peer
  readonly #room: Room
  readonly #context: Pick<Context, 'clock' | 'metrics'>
  readonly #throttle: PresenceThrottle
  /** Until the client has announced itself: only then an entry of its may take the place of another one. */
  #isOpening = true
  #announceByMs: number
  /** It asks who is here, and has not been answered. */
  #isAsking = false
  /** Null where it has not asked of late. */
  #answered: Budget | null = null

  constructor(peer: Peer, room: Room, context: Pick<Context, 'clock' | 'metrics'>) {
    this.#peer = peer
    this.#room = room
    this.#context = context
    this.#throttle = new PresenceThrottle(context.clock)
    this.#announceByMs = context.clock.monotonicMs() + FIRST_MESSAGE_MS
  }

  /** True where nothing waits for time to pass. */
  get isCalm(): boolean {
    return !this.#isOpening && !this.#isAsking && !this.#throttle.isWaiting
  }

  /** Changes came too fast, and wait. */
  get isHolding(): boolean {
    return this.#throttle.isWaiting
  }

  /** Stock clients send back all that they hear: that is told by whose it is, and never looked at. */
  isEcho(clientId: number): boolean {
    return !this.#isOpening && this.#room.isEcho(this.#peer, clientId)
  }

  /** Takes whole entries. */
  entries(entries: readonly RawEntry[], echoes: number): Result<void, string> {
    if (echoes > 0) this.#context.metrics.echoes.inc(echoes)
    if (this.#isOpening) {
      this.#isOpening = false
      return this.#room.awareness(this.#peer, entries, true)
    }
    if (entries.length === 0) return ok(undefined)
    if (this.#throttle.passes()) return this.#room.awareness(this.#peer, entries, false)
    this.#throttle.holdEntries(entries, this.#room.announcedBy(this.#peer))
    return this.#takeDue()
  }

  /** Takes changes of its own entry. */
  changes(changes: readonly StateChange[]): Result<void, string> {
    const [only] = changes
    if (only === undefined) return ok(undefined)
    if (changes.length === 1 && this.#throttle.passes()) return this.#room.change(this.#peer, only)
    this.#throttle.holdChanges(changes)
    return this.#takeDue()
  }

  /** The client was sent the document: by now it should say who it is, where it may. */
  answered(mayAnnounce: boolean): void {
    if (!this.#isOpening) return
    this.#announceByMs = this.#context.clock.monotonicMs() + ANNOUNCE_MS
    if (!mayAnnounce) this.introduce()
  }

  /** Ends the opening: it is told who is here, now that nothing of it can be this client's own record. */
  introduce(): void {
    if (this.#isOpening) this.#greet()
  }

  /** It asks who is here: it is told, as soon as what it was told before has been paid back. */
  query(): void {
    this.#isAsking = true
    this.#answer()
    if (this.#isAsking) this.#peer.stir()
  }

  sweep(): Result<void, string> {
    this.#throttle.sweep()
    if (this.#isAsking) this.#answer()
    this.#answered = unlessFull(this.#answered)
    if (this.#isOpening && this.#context.clock.monotonicMs() >= this.#announceByMs) this.introduce()
    return this.#throttle.isWaiting ? this.#takeWaiting() : ok(undefined)
  }

  /** Tells it of everyone, again where it was told before. */
  #greet(): void {
    this.#isOpening = false
    this.#room.broadcast.greet(this.#peer)
  }

  #answer(): void {
    this.#answered ??= new Budget(this.#context.clock, ANSWERED)
    if (!this.#answered.hasCredit) return
    this.#isAsking = false
    this.#answered.spend(Math.max(1, this.#room.presence.size))
    this.#greet()
  }

  /** What had to wait just now may be due at once. */
  #takeDue(): Result<void, string> {
    const taken = this.#takeWaiting()
    if (this.#throttle.isWaiting) {
      this.#context.metrics.heldPresence.inc()
      this.#peer.stir()
    }
    return taken
  }

  #takeWaiting(): Result<void, string> {
    const held = this.#throttle.due()
    let done: Result<void, string> = ok(undefined)
    for (const entry of held?.entries ?? []) {
      const taken = this.#room.awareness(this.#peer, [entry], false)
      if (!taken.ok) done = taken
    }
    if (!held?.change) return done
    const changed = this.#room.change(this.#peer, held.change)
    return changed.ok ? done : fault(changed.fault.code, changed.fault.message)
  }
}
