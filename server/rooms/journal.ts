import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Context } from '../base/context.ts'
import { finish, type Turns } from '../base/turns.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import { EpochMismatch, type Store } from '../store/store.ts'
import { Compaction, type CompactionOptions } from './compaction.ts'
import { HeardUpdates } from './heard-updates.ts'
import { StoreReader, type StoreReaderOptions } from './store-reader.ts'
import { collectUntil, type StoreWriter } from './store-writer.ts'
import { StoredWaiters } from './stored-waiters.ts'
import { WaitingUpdates } from './waiting-updates.ts'

/** A store that has not answered for so long fails, whatever it says later. */
const STALLED_MS = 10_000

/** So often is looked for what others have written, where nothing else tells. */
const LOOK_MS = 2_000

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

export interface JournalDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Store
  /** Writes for all rooms. */
  readonly writer: StoreWriter
  readonly turns: Turns
}

export interface JournalOptions extends StoreReaderOptions, CompactionOptions {
  /** More of what was appended is in the store. */
  readonly onWritten: () => void
  /** Whether others may write to the room of whom nothing else tells. */
  readonly looks: () => boolean
}

/** The updates of one room on their way to the store, in order, in batches, retried until they are there. */
export class Journal implements RoomListener {
  readonly #options: JournalOptions
  readonly #deps: JournalDeps
  readonly #waiting: WaitingUpdates
  /** Those who wait until their updates are in the store. */
  readonly waiters = new StoredWaiters()
  readonly #heard = new HeardUpdates()
  readonly #reader: StoreReader
  readonly #compaction: Compaction
  #appended = 0
  #stored = 0
  #writing: Promise<void> | null = null
  /** When the store was asked for what it has not done yet. */
  #askedAtMs = 0
  /** After a compaction the room collects for longer than others. */
  #collectUntilMs = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #isOutdated = false
  #failures = 0
  #retryAtMs = 0
  #lookAtMs = 0

  constructor(options: JournalOptions, deps: JournalDeps) {
    this.#options = options
    this.#deps = deps
    this.#waiting = new WaitingUpdates(deps.metrics)
    this.#reader = new StoreReader(options, deps.store)
    this.#compaction = new Compaction(options, deps)
  }

  /** How many updates have come, those of other nodes included. */
  get appended(): number {
    return this.#appended
  }

  /** How many of the first of them are in the store, but for those that other nodes store. */
  get storedHere(): number {
    return this.#stored
  }

  /** How many of the first of them are in the store. */
  get stored(): number {
    return Math.min(this.#stored, this.#heard.first - 1)
  }

  /** Something was written to the room since it was loaded, here or elsewhere. */
  get isWritten(): boolean {
    return this.#appended > 0 || this.#reader.hasMerged
  }

  /** Gives true once so many of the updates are in the store; false where they never will be. */
  async whenStored(appended: number): Promise<boolean> {
    if (this.#isOutdated) return false
    return this.stored >= appended || this.waiters.wait(appended)
  }

  get isFailing(): boolean {
    if (this.#failures > 0 || this.#writing === null) return this.#failures > 0
    const askedAtMs = Math.min(this.#askedAtMs, this.#compaction.askedAtMs)
    return this.#deps.clock.monotonicMs() - askedAtMs >= STALLED_MS
  }

  /** It writes, will write or try again, or reads. */
  get isAtWork(): boolean {
    return this.#writing !== null || this.#waiting.length > 0 || this.#failures > 0 || this.#reader.isBehind
  }

  /** The store holds another epoch of the room: nothing of this one is written any more. */
  get isOutdated(): boolean {
    return this.#isOutdated
  }

  updated(update: Uint8Array, by: Participant | null): void {
    if (by?.isStoredElsewhere !== true) this.#append(update)
  }

  held(update: Uint8Array, by: Participant | null): void {
    this.updated(update, by)
  }

  /** An update that another node has told of, and stores: it has told of `upTo` by now. */
  heard(node: string, update: Uint8Array, upTo: number): void {
    const isAllStored = this.#stored === this.#appended
    this.#appended += 1
    if (isAllStored) this.#stored = this.#appended
    this.#heard.put(node, { update, upTo, place: this.#appended, atMs: this.#deps.clock.monotonicMs() })
  }

  /** Another node has stored so many of the updates that it told of. */
  storedBy(node: string, upTo: number): void {
    this.#heard.storedBy(node, upTo)
    this.#tellStored()
  }

  /** Another node is gone, or does not say that it has stored what it told of: that is stored here. A second copy is harmless. */
  orphaned(node: string): void {
    this.#heard.take(node, (update) => this.#append(update))
  }

  /** Looks for what others have written, by a reading that begins now where `isAnew`; false where not all of it is in the document. */
  async look(isAnew = false): Promise<boolean> {
    if (this.#isOutdated) return false
    this.#lookAtMs = this.#deps.clock.monotonicMs() + LOOK_MS
    try {
      await (isAnew ? this.#reader.readAnew() : this.#reader.read())
      return this.#reader.lastSeq !== null
    } catch (error) {
      if (error instanceof EpochMismatch) this.#outdated()
      else this.#failed('since', error)
    }
    return false
  }

  /** An update did not come here: the whole document has it. It is made at once, so that what is counted as stored holds it. */
  missed(): void {
    for (const part of finish(this.#options.snapshot())) this.#append(part)
  }

  /** Writes what waits, and gives true when all of it is in the store. */
  async flush(): Promise<boolean> {
    // What a batch in flight holds is not waiting, and is back in the line when the store refuses it.
    while (this.#waiting.length > 0 || this.#writing !== null) {
      await this.#run(() => this.#write())
      if (this.#failures > 0) return false
    }
    return true
  }

  /** Writes a snapshot where records came since the last one. */
  async compact(): Promise<void> {
    await this.#writing
    await this.#run(() => this.#maybeCompact())
  }

  /** Tries again what failed, when its time has come. */
  sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    for (const node of this.#heard.silent(nowMs)) this.orphaned(node)
    if (this.#failures > 0 && nowMs >= this.#retryAtMs) void this.#run(() => this.#write())
    if ((this.#reader.isBehind || this.#options.looks()) && nowMs >= this.#lookAtMs) void this.look()
  }

  /** Writes nothing any more. */
  discard(): void {
    this.#isOutdated = true
    this.#failures = 0
    this.#waiting.clear()
    this.#heard.clear()
    this.waiters.discard()
  }

  /** Gives its place among all updates. */
  #append(update: Uint8Array): number {
    // Counted also where it will never be stored: a client that waits for it is not told that it is.
    this.#appended += 1
    if (this.#isOutdated) return this.#appended
    this.#waiting.put(update, this.#appended)
    if (this.#failures === 0) this.#schedule()
    else this.#waiting.merge()
    return this.#appended
  }

  /** The first update after a while is written at once, with all that comes in the same turn of the event loop. */
  #schedule(): void {
    if (this.#isScheduled || this.#writing !== null) return
    this.#isScheduled = true
    const begin = () => {
      this.#isScheduled = false
      void this.#run(() => this.#write())
    }
    const { clock, writer } = this.#deps
    const waitMs = this.#collectUntilMs - clock.monotonicMs()
    if (waitMs <= 0) writer.begin(begin)
    else clock.after(waitMs, () => writer.begin(begin))
  }

  /** One writer at a time; a caller that asks meanwhile waits for the same one. */
  #run(work: () => Promise<void>): Promise<void> {
    if (this.#writing !== null) return this.#writing
    this.#askedAtMs = this.#deps.clock.monotonicMs()
    this.#writing = work()
      .catch((error: unknown) => this.#failed('write', error))
      .finally(() => {
        this.#writing = null
        if (this.#waiting.length > 0 && this.#failures === 0) this.#schedule()
      })
    return this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (!(await this.#writeBatch())) return
      if (this.#waiting.length > 0) await nextTurn()
    }
    if (this.#compaction.isDue) await this.#maybeCompact()
  }

  async #writeBatch(): Promise<boolean> {
    const { writer, clock, metrics } = this.#deps
    const { room, epoch } = this.#options
    const batch = this.#waiting.takeBatch()
    const updates = batch.map(({ update }) => update)
    this.#askedAtMs = clock.monotonicMs()
    try {
      const seq = await writer.append({ room, epoch: epoch(), batch: updates })
      this.#reader.wrote(seq, batch.length)
    } catch (error) {
      this.#waiting.putBack(batch)
      if (this.#isOutdated || error instanceof EpochMismatch) this.#outdated()
      else this.#retryLater('append', error)
      return false
    }
    this.#failures = 0
    this.#stored = this.#waiting.length === 0 ? this.#appended : (batch.at(-1)?.upTo ?? this.#stored)
    this.#compaction.written(updates)
    this.#waiting.done(batch)
    metrics.journalWritten.inc(batch.length)
    this.#tellStored()
    if (this.#reader.isBehind) void this.look()
    return true
  }

  #tellStored(): void {
    this.#heard.stored(this.#stored)
    this.waiters.stored(this.stored)
    this.#options.onWritten()
  }

  async #maybeCompact(): Promise<void> {
    if (!this.#compaction.isOfUse || this.#isOutdated) return
    if (this.#reader.isBehind) await this.look()
    // A snapshot replaces only what is in it.
    const upToSeq = this.#reader.lastSeq
    if (upToSeq === null) return
    const beganMs = this.#deps.clock.monotonicMs()
    try {
      this.#askedAtMs = Number.POSITIVE_INFINITY
      await this.#compaction.run(upToSeq, () => this.#isOutdated)
      this.#collectUntilMs = collectUntil(beganMs, this.#deps.clock.monotonicMs())
    } catch (error) {
      if (error instanceof EpochMismatch) this.#outdated()
      else this.#failed('compact', error)
    }
  }

  #outdated(): void {
    const { room } = this.#options
    if (!this.#isOutdated) this.#deps.log.error({ room }, 'the store holds another epoch of the room')
    this.discard()
  }

  #retryLater(operation: string, error: unknown): void {
    this.#failures += 1
    const waitMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1))
    this.#retryAtMs = this.#deps.clock.monotonicMs() + waitMs
    this.#failed(operation, error)
  }

  #failed(operation: string, error: unknown): void {
    this.#deps.metrics.storeFailures.inc({ operation })
    this.#deps.log.error({ room: this.#options.room, operation, err: error }, 'the store failed')
  }
}
