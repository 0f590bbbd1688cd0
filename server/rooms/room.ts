import type {
  LeftReason,
  RawEntry,
  Result,
  RoomId,
  Rules,
  SignalSender,
  StateChange,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import { UpdateOutbox } from '../fanout/update-outbox.ts'
import type { AwarenessFault, ChangeFault } from '../presence/presence-plan.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { createDocument, type Document, type Taken, type UpdateFault } from './document.ts'
import type { Journal } from './journal.ts'
import type { Member } from './member.ts'
import { Moderation, type ModerationDeps } from './moderation.ts'
import { RoomPresence, type RoomPresenceDeps } from './room-presence.ts'

/** What an epoch that comes from outside looks like. */
const EPOCH = /^[\w-]{1,64}$/

export interface RoomDeps extends RoomPresenceDeps, ModerationDeps {
  readonly limits: Limits
}

export interface RoomOptions {
  readonly id: RoomId
  readonly epoch: string
  /** The store knows its epoch. */
  readonly isStored: boolean
  /** There is something in it. */
  readonly hasContent: boolean
}

/** One room in memory: a document, a presence table, and who is in it. */
export class Room {
  readonly id: RoomId
  readonly document: Document
  readonly members = new Set<Member>()
  readonly moderation: Moderation
  /** When the last member left, on the monotonic clock. */
  emptySinceMs: number
  readonly #presence: RoomPresence
  readonly #updates: UpdateOutbox<Member>
  readonly #clock: Clock
  readonly #isStored: boolean
  readonly #hadContent: boolean
  /** Those who were asked for what is missing of the document, while something is. */
  readonly #asked = new Set<unknown>()
  #epoch: string
  /** Its epoch was brought by somebody, and the room was not empty since. */
  #isEpochBrought = false
  #journal: Journal | null = null

  constructor({ id, epoch, isStored, hasContent }: RoomOptions, deps: RoomDeps) {
    this.id = id
    this.#epoch = epoch
    this.#isStored = isStored
    this.#hadContent = hasContent
    this.#clock = deps.clock
    this.document = createDocument({
      limits: deps.limits,
      onUpdate: (update, origin) => this.#onUpdate(update, origin),
      onWaiting: (update, origin) => this.#onWaiting(update, origin),
    })
    this.#presence = new RoomPresence(id, this.members, deps)
    this.#updates = new UpdateOutbox<Member>({ ...deps, room: id, document: this.document })
    this.moderation = new Moderation(id, this.members, this.#presence, deps)
    this.emptySinceMs = deps.clock.monotonicMs()
  }

  /** From now on, updates go to the store: set once the room is loaded. */
  startJournal(journal: Journal): void {
    this.#journal = journal
  }

  get journal(): Journal | null {
    return this.#journal
  }

  get presence(): PresenceTable<Member> {
    return this.#presence.table
  }

  /** The room's generation. */
  get epoch(): string {
    return this.#epoch
  }

  /** True where there is something in it. */
  get hasContent(): boolean {
    return this.#hadContent || this.#isAppended
  }

  get rules(): Rules {
    return this.moderation.rules
  }

  /** Whether the holder of a copy of generation `epoch` may merge with this room; null is the holder of none. */
  admits(epoch: string | null): boolean {
    if (epoch === null || epoch === this.#epoch) return true
    // Also a room that was deleted has an epoch: whoever brings its old content is told.
    if (this.#isStored || this.#isAppended || this.#isEpochBrought || !EPOCH.test(epoch)) return false
    this.#epoch = epoch
    this.#isEpochBrought = true
    for (const member of this.members) member.welcome()
    return true
  }

  enter(member: Member): void {
    this.members.add(member)
    this.#updates.enter(member)
    this.moderation.entered(member)
  }

  /** `reason` says whether it went of its own will or was lost. */
  leave(member: Member, reason: LeftReason): void {
    if (!this.members.delete(member)) return
    this.#asked.delete(member)
    this.#updates.leave(member)
    this.#presence.leave(member, reason)
    this.moderation.sweep()
    if (this.members.size > 0) return
    this.emptySinceMs = this.#clock.monotonicMs()
    this.#isEpochBrought = false
  }

  update(member: Member, update: Uint8Array): Result<Taken, UpdateFault> {
    const taken = this.document.apply(update, member)
    // Whatever it was asked for has come: what it lacks from now on is something else.
    if (taken.ok && taken.value === 'whole') this.#asked.delete(member)
    return taken
  }

  /** Takes an awareness frame: all of it or, at the first fault, nothing. The opening one is answered by everyone. */
  awareness(member: Member, entries: readonly RawEntry[], isOpening: boolean): Result<void, AwarenessFault> {
    return this.#presence.awareness(member, entries, isOpening)
  }

  /** Takes a change of what `member` says of itself. */
  change(member: Member, change: StateChange): Result<void, ChangeFault> {
    return this.#presence.change(member, change)
  }

  /** `member` as others know it: an entry that it claims and does not have is not its own. */
  speakerOf(member: Member): SignalSender {
    const { identity, selfClient } = member
    const { id, name, role } = identity
    const isOwn = selfClient !== null && this.presence.get(selfClient)?.owner === member
    return { clientId: isOwn ? selfClient : null, id, name, role }
  }

  /** Whether an entry in a frame of `member` is somebody else's, and says nothing else: told without a look at it. */
  isEcho(member: Member, clientId: number): boolean {
    return this.#presence.isEcho(member, clientId)
  }

  /** Stamps the entries of a member anew, whose identity has changed. */
  restamp(member: Member): void {
    this.#presence.restamp(member)
  }

  /** Tells `member` of everyone whom it does not own; again, where it has been told before. */
  greet(member: Member): void {
    this.#presence.greet(member)
  }

  /** `member` was sent all of the document. */
  answered(member: Member): void {
    this.#updates.answered(member)
  }

  /** The socket of `member` takes more again. */
  drained(member: Member): void {
    this.#presence.drained(member)
    this.#updates.drained(member)
  }

  sweep(): void {
    this.#presence.sweep()
    this.moderation.sweep()
    this.#journal?.sweep()
    if (!this.document.hasPending) this.#asked.clear()
  }

  close(): void {
    this.document.close()
  }

  get #isAppended(): boolean {
    return (this.#journal?.appended ?? 0) > 0
  }

  #onUpdate(update: Uint8Array, origin: unknown): void {
    // While the room loads there is no journal: what comes from the store is not written again.
    if (this.#journal === null) return
    this.#journal.append(update)
    this.#updates.add(update, origin)
  }

  /** What is missing is asked for once: its sender may not have it either. */
  #onWaiting(update: Uint8Array, origin: unknown): void {
    this.#journal?.append(update)
    if (this.#asked.has(origin)) return
    this.#asked.add(origin)
    for (const member of this.members) if (member === origin) member.askForDocument()
  }
}
