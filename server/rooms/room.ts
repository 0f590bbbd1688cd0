import type {
  LeftReason,
  RawEntry,
  Result,
  RoomId,
  Rules,
  Signal,
  SignalRequest,
  StateChange,
} from '../../shared/index.ts'
import { Document } from '../document/document.ts'
import { type TakeResult, UpdateQueue, type WorkBudget } from '../document/update-queue.ts'
import { Broadcast } from '../fanout/broadcast.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import type { AwarenessFault, ChangeFault } from '../presence/presence-plan.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { Journal } from './journal.ts'
import type { RoomKeeper } from './keeper.ts'
import { Listeners } from './listeners.ts'
import { mergeStored } from './merge-stored.ts'
import { Moderation } from './moderation.ts'
import type { RemotePresence } from './remote-presence.ts'
import { type Adoption, type Holder, RoomEpoch } from './room-epoch.ts'
import type { RoomDeps, RoomOptions } from './room-options.ts'
import { RoomPresence } from './room-presence.ts'
import type { SignalFault } from './signal-acts.ts'
import * as news from './tellers.ts'

/** One room in memory: a document, presence, the participants in it, and the listeners that are told what happens. */
export class Room {
  readonly id: RoomId
  readonly document: Document
  readonly participants = new Set<Participant>()
  /** They want it in memory, also with nobody in it. */
  readonly keepers = new Set<RoomKeeper>()
  readonly moderation: Moderation
  /** The listener that tells the sockets. */
  readonly broadcast: Broadcast
  /** When the last participant or keeper left, on the monotonic clock. */
  emptySinceMs: number
  readonly #presence: RoomPresence
  readonly #updates: UpdateQueue
  readonly #deps: RoomDeps
  readonly #listeners: Listeners
  readonly #epoch: RoomEpoch
  readonly #hadContent: boolean
  /** Participants that were asked for what is missing of the document, while something is. */
  readonly #asked = new Set<Participant>()
  #journal: Journal | null = null
  #hasFailed = false

  constructor({ id, epoch, isStored, hasContent, policy }: RoomOptions, deps: RoomDeps) {
    this.id = id
    this.#epoch = new RoomEpoch(epoch, isStored)
    this.#hadContent = hasContent
    this.#deps = deps
    this.#listeners = new Listeners(id, deps.fence, () => this.fail())
    this.document = new Document({
      limits: deps.limits,
      onUpdate: (update, by) => this.#listeners.tell(news.UPDATED, update, by),
      onHeld: (update, by) => this.#held(update, by),
    })
    this.#updates = new UpdateQueue(this.document, deps, { room: id })
    this.#presence = new RoomPresence(
      {
        onChanged: (entry) => this.#listeners.tell(news.CHANGED, entry),
        onRemoved: (removal) => {
          this.moderation.claims.removed(removal)
          this.#listeners.tell(news.REMOVED, removal)
        },
        onSettled: () => this.#listeners.tell(news.SETTLED),
      },
      deps,
    )
    this.broadcast = new Broadcast({
      ...deps,
      room: id,
      participants: this.participants,
      others: () => this.keepers.size + this.remote.connections,
      table: this.#presence.table,
      wanted: this.#presence.takeovers,
      document: this.document,
      onBroken: () => this.fail(),
      onStirred: () => deps.onStirred(id),
    })
    this.moderation = new Moderation(this, this.#presence.claims, policy, deps)
    this.emptySinceMs = deps.clock.monotonicMs()
  }

  /** From now on the room is loaded: updates go to the store and to everyone. What came from the store is told to nobody. */
  open(journal: Journal): void {
    this.#journal = journal
    this.#listeners.add(journal)
    this.#listeners.add(this.broadcast)
  }

  /** Tells `listener` what happens from now on, until what this gives is called. */
  listen(listener: RoomListener): () => void {
    return this.#listeners.add(listener)
  }

  get journal(): Journal | null {
    return this.#journal
  }

  get presence(): PresenceTable {
    return this.#presence.table
  }

  /** What other nodes have of its presence. */
  get remote(): RemotePresence {
    return this.#presence.remote
  }

  get epoch(): string {
    return this.#epoch.value
  }

  /** True where there is something in it. */
  get hasContent(): boolean {
    return this.#hadContent || this.#isWritten
  }

  get rules(): Rules {
    return this.moderation.rules
  }

  /** Something of the room failed in a way that the room cannot mend: its participants have to come back to it. */
  get hasFailed(): boolean {
    return this.#hasFailed || this.document.brokenBy !== null
  }

  fail(): void {
    this.#hasFailed = true
    this.broadcast.stir()
  }

  /** Something failed that may have stood between a change of presence and the telling of it. */
  recheck(): void {
    this.#listeners.mend(() => this.broadcast.recheck())
  }

  /** The epoch that the store has to take from the holder of a copy, in the place of `from`; null where it has nothing to take. */
  adoption(holder: Holder): Adoption | null {
    return this.#epoch.adoption(holder, this.#isWritten)
  }

  /** Why the holder of a copy may not merge with this room; null where it may. The store has its {@link adoption} by now. */
  refusal(holder: Holder): 'room-reset' | 'try-later' | null {
    const { ofReader, value } = this.#epoch
    const refusal = this.#epoch.admit(holder, this.#isWritten)
    if (this.epoch !== value)
      for (const participant of this.participants) participant.tell({ kind: 'epoch', instead: ofReader })
    return refusal
  }

  /** Somebody is in it, or wants it in memory. */
  get isWanted(): boolean {
    return this.participants.size > 0 || this.keepers.size > 0
  }

  /** False where its epoch is known here alone. */
  get isOfStore(): boolean {
    return this.#isWritten || this.#epoch.isOfStore
  }

  /** Puts what others have written into the document; a room that cannot take it is loaded again. */
  async merge(updates: readonly Uint8Array[]): Promise<boolean> {
    const isMerged = await mergeStored(this.#updates, updates)
    if (!isMerged) this.fail()
    return isMerged
  }

  enter(participant: Participant): void {
    this.participants.add(participant)
    this.moderation.entered(participant)
    this.#listeners.tell(news.ENTERED, participant)
  }

  /** `reason` says whether it went of its own will or was lost. */
  leave(participant: Participant, reason: LeftReason): void {
    if (!this.participants.delete(participant)) return
    this.#asked.delete(participant)
    this.#listeners.tell(news.LEFT, participant, reason)
    this.#presence.leave(participant, reason)
    this.moderation.sweep()
    if (this.participants.size > 0) return
    this.emptySinceMs = this.#deps.clock.monotonicMs()
    this.#epoch.emptied()
  }

  /** Takes an update in its turn; `done` is called when it is in the document, or is not taken. */
  update(by: Participant, update: Uint8Array, budget: WorkBudget, done: (taken: TakeResult) => void): void {
    this.broadcast.stir()
    this.#updates.take(update, by, budget, (taken) => {
      // Whatever it was asked for has come: what it lacks from now on is something else.
      if (taken.ok && taken.value === 'whole') this.#asked.delete(by)
      done(taken)
    })
  }

  /** An update is on its way into the document. */
  get isBusy(): boolean {
    return this.#updates.isBusy
  }

  /** Settles when no update is half in the document. None begins until what it gives is called; twice is once. */
  holdUpdates(): Promise<() => void> {
    return this.#updates.hold()
  }

  /** Takes an awareness message: all of it or, at the first fault, nothing. The opening one is answered by everyone. */
  awareness(
    participant: Participant,
    entries: readonly RawEntry[],
    isOpening: boolean,
  ): Result<void, AwarenessFault> {
    return this.#presence.awareness(participant, entries, isOpening)
  }

  /** Takes a change of what `participant` says of itself. */
  change(participant: Participant, change: StateChange): Result<void, ChangeFault> {
    return this.#presence.change(participant, change)
  }

  /** Takes a signal of `participant`. */
  signal(participant: Participant, request: SignalRequest): Result<void, SignalFault> {
    const { mayRename: _, ...sender } = participant.identity
    const clientId = this.#presence.selfOf(participant)
    return this.moderation.take(participant, request, { clientId, ...sender })
  }

  /** ClientIDs that `participant` has presence for. */
  clientsOf(participant: Participant): ReadonlySet<number> {
    return this.#presence.owned(participant)
  }

  /** The clientID that `participant` announced itself by. */
  announcedBy(participant: Participant): number | null {
    return this.#presence.announcedBy(participant)
  }

  /** Whether an entry in a message of `participant` is somebody else's, and says nothing else: told without a look at it. */
  isEcho(participant: Participant, clientId: number): boolean {
    return this.#presence.isEcho(participant, clientId)
  }

  /** Stamps the entries of a participant anew, whose identity has changed. */
  restamp(participant: Participant): void {
    this.#presence.restamp(participant)
  }

  /** Lowers the hands of `clientIds`, or every hand. */
  lowerHands(clientIds?: Iterable<number>): void {
    this.#presence.lowerHands(clientIds)
  }

  /** Tells a signal to everyone but `by`, or to those of `to`. */
  tellSignal(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void {
    this.#listeners.tell(news.SIGNALLED, signal, by, to)
  }

  /** The rules have changed. */
  tellRules(): void {
    for (const participant of this.participants) participant.tell({ kind: 'rules' })
    this.#listeners.tell(news.RULED, this.rules)
  }

  /** More of its document is in the store. */
  tellWritten(): void {
    this.#listeners.tell(news.WRITTEN)
  }

  sweep(): void {
    this.#presence.sweep()
    this.broadcast.sweep()
    this.moderation.sweep()
    this.#journal?.sweep()
    if (!this.document.hasPending) this.#asked.clear()
  }

  close(): void {
    this.document.close()
  }

  get #isWritten(): boolean {
    return this.#journal?.isWritten === true
  }

  /** What is missing is asked for once: the sender of `update` may not have it either. */
  #held(update: Uint8Array, by: Participant | null): void {
    this.#listeners.tell(news.HELD, update, by)
    if (by === null || this.#asked.has(by)) return
    this.#asked.add(by)
    if (this.participants.has(by)) by.tell({ kind: 'document-wanted' })
  }
}
