import * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import { systemClock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import { finish, type Work } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import { unreadable } from './attempt.ts'
import { BoundsBySource, loadedBoundsOf } from './document-bounds.ts'
import { memoryOf } from './document-weight.ts'
import { encodeMissing, encodeState, encodeWith } from './encode.ts'
import { appendText } from './more-text.ts'
import { Pace } from './pace.ts'
import { heldBytes, type PendingStructs, PendingUpdates, withPending } from './pending-updates.ts'
import { SliceIntegration } from './slice-integration.ts'
import { type Known, readStateVector } from './state-vector.ts'
import { ToldChanges } from './told-changes.ts'
import { readSlices, type Slice } from './update-slices.ts'

export type UpdateFault = 'bad-update' | 'document-too-large' | 'document-gap'

/** Whether all of an update is in the document, or some of it waits for an update that has not come. */
export type Taken = 'whole' | 'in-part'

export interface DocumentOptions {
  /** The document has changed by `update`. */
  readonly onUpdate: (update: Uint8Array, by: Participant | null) => void
  /** `update`, or what was left of one, waits for another that has not come yet: it is held, and nobody is told of it. */
  readonly onHeld: (update: Uint8Array, by: Participant | null) => void
  readonly limits: Pick<Limits, 'document' | 'structs' | 'pending'>
}

/** A room's Yjs document: updates in and out, validated before they touch it. */
export class Document {
  readonly #doc = new Y.Doc()
  readonly #pending = new PendingUpdates()
  readonly #pace = new Pace(systemClock)
  readonly #options: DocumentOptions
  readonly #bounds
  readonly #changes = new ToldChanges(this.#doc)
  #vector: Uint8Array | null = null
  #version = 0
  #brokenBy: { readonly by: Participant | null } | null = null

  constructor(options: DocumentOptions) {
    this.#options = options
    this.#bounds = new BoundsBySource(this.#doc, options.limits)
    this.#doc.on('update', this.#changed)
    // The relay edits nothing: Yjs would take away marks of formatting that change nothing as long as the rest has not come.
    this.#doc.on('afterTransaction', (transaction) => {
      transaction._needFormattingCleanup = false
    })
  }

  /** Whether it lets go of what is deleted, as Yjs says it. */
  set gc(gc: boolean) {
    this.#doc.gc = gc
  }

  /** Rises with each change. */
  get version(): number {
    return this.#version
  }

  /** The sender of the update that broke the document, after which it takes nothing any more; null while it is sound. */
  get brokenBy(): { readonly by: Participant | null } | null {
    return this.#brokenBy
  }

  /** True while something waits for an update that has not come. */
  get hasPending(): boolean {
    return this.#pending.bytes > 0
  }

  /** Takes what the store has, which is told to nobody; gives how many updates cannot be read, or a fault where it is far too large. */
  *load(updates: readonly Uint8Array[]): Work<Result<number, 'document-too-large'>> {
    // Yjs writes a change as an update only where somebody hears of it.
    this.#doc.off('update', this.#changed)
    const loaded = yield* this.#loadAll(updates)
    if (loaded.ok) yield* this.#release()
    this.#doc.on('update', this.#changed)
    this.#vector = null
    this.#version += 1
    return loaded
  }

  /** Takes an update at once that goes on where its author typed last, as most of typing does; false for any other. */
  append(update: Uint8Array, by: Participant | null): boolean {
    if (this.#brokenBy !== null || this.hasPending) return false
    const isTaken = appendText(this.#doc, update, (bytes) => this.#bounds.takeText(bytes, by))
    if (isTaken) this.#tell(update, by)
    return isTaken
  }

  /** Takes an update whole or not at all, in slices. What changes is told when all of it is in. */
  *take(update: Uint8Array, by: Participant | null): Work<Result<Taken, UpdateFault>> {
    // No fault of the sender: it will be told to come back, and send what the store lacks.
    if (this.#brokenBy !== null) return ok('whole')
    const read = yield* this.#bounds.of(by).read(update)
    if (!read.ok) return read
    const taken = yield* this.#collect(update, by, this.#integrateAll(read.value.slices, by))
    // Work that is ended half-way, and tells in steps what is in by then, comes back here with nothing.
    if (taken?.ok) this.#bounds.grew(read.value)
    return taken
  }

  /** Applies what has waited for what is known now. It is news to everyone, also to the sender of what it waited for. */
  *release(): Work<void> {
    yield* this.#collect(null, null, this.#release())
  }

  /** Forgets what waits: its senders come back with it. */
  forgetPending(): void {
    this.#pending.clear()
  }

  /** Takes an update at once, with what has waited for it. */
  apply(update: Uint8Array, by: Participant | null): Result<Taken, UpdateFault> {
    const taken = finish(this.take(update, by))
    if (taken.ok) finish(this.release())
    return taken
  }

  /**
   * Changes the document in one transaction: the one way in. Yjs ends each outermost transaction with an event. Where it fails
   * before that, by a fault of its own, it takes every later update for a part of the same
   * transaction and tells nobody of it: then the document is broken. `isLocal`: this document is where it is written.
   */
  edit<Value>(
    change: (doc: Y.Doc, transaction: Y.Transaction) => Value,
    by: Participant | null,
    isLocal = false,
  ): Value {
    this.#brokenBy = { by }
    const onEnd = () => {
      this.#brokenBy = null
    }
    this.#doc.on('afterAllTransactions', onEnd)
    try {
      return Y.transact(this.#doc, (transaction) => change(this.#doc, transaction), by, isLocal)
    } finally {
      this.#doc.off('afterAllTransactions', onEnd)
    }
  }

  /** Of what was told: what is being applied is not in it. */
  stateVector(): Uint8Array {
    this.#vector ??= this.#changes.stateVector()
    return this.#vector
  }

  /** The clock of each client before a long update that was told as this very array; undefined for any other. */
  before(update: Uint8Array): ReadonlyMap<number, number> | undefined {
    return this.#changes.before(update)
  }

  /** Reads the state vector of a client; what it holds of other documents is left out. */
  read(stateVector: Uint8Array): Work<Result<Known, 'bad-state-vector'>> {
    return readStateVector(stateVector, this.#doc.store.clients)
  }

  /** The work on the update that the holder of `known` lacks. What changes meanwhile need not be in it. */
  lackedBy(known: Known): Work<Uint8Array> {
    return encodeMissing(this.#doc, known)
  }

  /** The same for a state vector that this document gave. */
  since(stateVector: Uint8Array): Work<Uint8Array> {
    return encodeState(this.#doc, stateVector)
  }

  /** The work on what the holder of `known` lacks, as an update, and on what waits now. What changes meanwhile need not be in it. */
  parts(known: Known = new Map()): Work<readonly Uint8Array[]> {
    return withPending(encodeMissing(this.#doc, known), this.#pending.updates)
  }

  /** The same as one update. */
  snapshot(): Work<Uint8Array> {
    return encodeWith(this.#doc, this.#pending.updates)
  }

  /** What it takes in memory, in bytes, about. */
  *weigh(): Work<number> {
    return this.#pending.bytes + (yield* memoryOf(this.#doc))
  }

  close(): void {
    this.#doc.destroy()
  }

  *#loadAll(updates: readonly Uint8Array[]): Work<Result<number, 'document-too-large'>> {
    let unreadable = 0
    for (const update of updates) {
      const read = yield* this.#bounds.ofStored.read(update)
      if (!read.ok && read.fault.code === 'document-too-large')
        return fault('document-too-large', `What is stored is too large. ${read.fault.message}`)
      const loaded = read.ok ? yield* this.#integrateAll(read.value.slices, null, this.#holdAgain) : read
      if (!loaded.ok) unreadable += 1
      if (read.ok) this.#bounds.grew(read.value)
      yield
    }
    return ok(unreadable)
  }

  readonly #changed: Changed = (update, by, _doc, { beforeState }) => {
    if (!this.#changes.add(update, beforeState)) this.#tell(update, by)
  }

  #tell(update: Uint8Array, by: Participant | null): void {
    this.#vector = null
    this.#version += 1
    this.#options.onUpdate(update, by)
  }

  /** Does `work`, and tells what it has changed as one update; `whole` is all that it was to apply, where that is known. */
  #collect<Value, Code extends string>(
    whole: Uint8Array | null,
    by: Participant | null,
    work: Work<Result<Value, Code>>,
  ): Work<Result<Value, Code>> {
    return this.#changes.collect(work, { whole, tell: (update) => this.#tell(update, by) })
  }

  *#integrateAll(
    slices: readonly Slice[],
    by: Participant | null,
    hold: Hold = (left) => this.#hold(left, by),
  ): Work<Result<Taken, UpdateFault>> {
    let taken: Result<Taken, UpdateFault> = ok('whole')
    for (const [index, slice] of slices.entries()) {
      if (index > 0) yield
      if (this.#brokenBy !== null) return taken
      const integrated = yield* this.#integrate(slice, by)
      if (!integrated.ok) return integrated
      if (integrated.value !== null) taken = hold(integrated.value)
      if (!taken.ok) return taken
    }
    return taken
  }

  /** Applies what can be applied of a slice, and gives what is left of it. */
  *#integrate(slice: Slice, by: Participant | null): Work<Result<PendingStructs | null, 'bad-update'>> {
    try {
      const integration = new SliceIntegration(this.#doc, slice, this.#pace)
      const left = yield* integration.run((change) => this.edit(change, by))
      if (integration.isRewritten) this.#changes.rewritten()
      return ok(left)
    } catch (error) {
      return unreadable('bad-update', error)
    }
  }

  /** Where too much waits already, what is left over is forgotten: its sender comes back with it. */
  #hold({ update, needs }: PendingStructs, by: Participant | null): Result<Taken, UpdateFault> {
    if (this.#pending.has(update)) return ok('in-part')
    if (this.#pending.bytes + heldBytes(update) > this.#options.limits.pending) return TOO_MUCH_WAITS
    this.#pending.hold(update, needs)
    this.#options.onHeld(update, by)
    return ok('in-part')
  }

  *#release(): Work<Result<void, never>> {
    const { store } = this.#doc
    for (const update of this.#pending.release((client) => Y.getState(store, client))) {
      const read = yield* readSlices(update, loadedBoundsOf({ structs: Number.POSITIVE_INFINITY }))
      // What was taken once and cannot be applied now is nobody's fault who is here.
      if (read.ok) yield* this.#integrateAll(read.value.slices, null, this.#holdAgain)
      yield
    }
    return ok(undefined)
  }

  readonly #holdAgain: Hold = ({ update, needs }) => {
    this.#pending.hold(update, needs)
    return ok('in-part')
  }
}

type Changed = (update: Uint8Array, by: Participant | null, doc: Y.Doc, transaction: Y.Transaction) => void

/** What becomes of what cannot be applied yet. */
type Hold = (left: PendingStructs) => Result<Taken, UpdateFault>

const TOO_MUCH_WAITS = fault('document-gap', 'Too many updates wait for one that is missing.')
