import { setImmediate as nextTurn } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Context } from '../base/context.ts'
import { inTurns } from '../base/in-turns.ts'
import { finish, type Turns, type Work } from '../base/turns.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import { appendTo, EpochMismatch, type Store } from '../store/store.ts'
import { PART_BYTES, partsOf } from './snapshot-parts.ts'
import { StoredWaiters } from './stored-waiters.ts'
import { WaitingUpdates } from './waiting-updates.ts'

/** After this many records, or bytes, since the last snapshot, a new one is written. */
const COMPACT_RECORDS = 500
const COMPACT_BYTES = 4 * 1024 * 1024

/**
 * Between two commits so much is collected: a store that is part of this process stops everything else while it writes, so
 * it does for at most a fifth of the time.
 */
const COLLECT_MS = 10
const COLLECT_PER_MS_OF_WRITING = 4
const COLLECT_MAX_MS = 500

/** A store that has not answered for so long fails, whatever it says later. */
const STALLED_MS = 10_000

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

export interface JournalDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Store
  readonly turns: Turns
}

export interface JournalOptions {
  readonly room: string
  /** A room that nobody has written to may still take over another one. */
  readonly epoch: () => string
  readonly lastSeq: number
  /** Records that the room was loaded from. */
  readonly records: number
  /** What these records take, in bytes. */
  readonly bytes: number
  /** The work on the room's document, and on what waits in it now: together they are all of it. */
  readonly snapshot: () => Work<readonly Uint8Array[]>
  /** More of what was appended is in the store. */
  readonly onWritten: () => void
  /** False where a snapshot must not take the place of the records. */
  readonly mayCompact: () => boolean
}

/** The updates of one room on their way to the store, in order, in batches, retried until they are there. */
export class Journal implements RoomListener {
  readonly #options: JournalOptions
  readonly #deps: JournalDeps
  readonly #waiting: WaitingUpdates
  /** Those who wait until their updates are in the store. */
  readonly waiters = new StoredWaiters()
  #appended = 0
  #stored = 0
  #lastSeq: number
  #records: number
  /** Records of the last snapshot; where the room was loaded from few large ones, they count as one. */
  #snapshotRecords: number
  #bytesSinceSnapshot = 0
  #compactAtRecords = COMPACT_RECORDS
  /** True once the numbers show records that are not ours: our document may lack what is in them. */
  #hasOtherWriters = false
  #writing: Promise<void> | null = null
  /** When the store was asked for what it has not done yet. */
  #askedAtMs = 0
  #collectUntilMs = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #isOutdated = false
  #failures = 0
  #retryAtMs = 0

  constructor(options: JournalOptions, deps: JournalDeps) {
    this.#options = options
    this.#deps = deps
    this.#waiting = new WaitingUpdates(deps.metrics)
    this.#lastSeq = options.lastSeq
    this.#records = options.records
    const mostParts = Math.ceil((2 * options.bytes) / PART_BYTES)
    this.#snapshotRecords = options.records <= mostParts ? Math.max(1, options.records) : 1
  }

  /** How many updates were appended. */
  get appended(): number {
    return this.#appended
  }

  /** How many of the updates that were appended are in the store. */
  get stored(): number {
    return this.#stored
  }

  /** Gives true once so many of the updates are in the store; false where they never will be. */
  async whenStored(appended: number): Promise<boolean> {
    if (this.#isOutdated) return false
    return this.#stored >= appended || this.waiters.wait(appended)
  }

  get isFailing(): boolean {
    const nowMs = this.#deps.clock.monotonicMs()
    const isStalled = this.#writing !== null && nowMs - this.#askedAtMs >= STALLED_MS
    return this.#failures > 0 || isStalled
  }

  /** The store holds another epoch of the room: nothing of this one is written any more. */
  get isOutdated(): boolean {
    return this.#isOutdated
  }

  updated(update: Uint8Array, by: Participant | null): void {
    // The node of a participant stores what it says.
    if (by?.source !== 'node') this.#append(update)
  }

  held(update: Uint8Array, by: Participant | null): void {
    this.updated(update, by)
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
    if (this.#failures > 0 && this.#deps.clock.monotonicMs() >= this.#retryAtMs)
      void this.#run(() => this.#write())
  }

  /** Writes nothing any more. */
  discard(): void {
    this.#isOutdated = true
    this.#failures = 0
    this.#waiting.clear()
    this.waiters.discard()
  }

  #append(update: Uint8Array): void {
    // Counted also where it will never be stored: a client that waits for it is not told that it is.
    this.#appended += 1
    if (this.#isOutdated) return
    this.#waiting.put(update, this.#appended)
    if (this.#failures === 0) this.#schedule()
    else this.#waiting.merge()
  }

  /** The first update after a while is written at once, with all that comes in the same turn of the event loop. */
  #schedule(): void {
    if (this.#isScheduled || this.#writing !== null) return
    this.#isScheduled = true
    const begin = () => {
      this.#isScheduled = false
      void this.#run(() => this.#write())
    }
    const { clock } = this.#deps
    const waitMs = this.#collectUntilMs - clock.monotonicMs()
    if (waitMs <= 0) setImmediate(begin)
    else clock.after(waitMs, begin)
  }

  /** One writer at a time; a caller that asks meanwhile waits for the same one. */
  #run(work: () => Promise<void>): Promise<void> {
    if (this.#writing !== null) return this.#writing
    const { clock } = this.#deps
    const beganMs = clock.monotonicMs()
    this.#askedAtMs = beganMs
    this.#writing = work()
      .catch((error: unknown) => this.#failed('write', error))
      .finally(() => {
        const nowMs = clock.monotonicMs()
        const collectMs = (nowMs - beganMs) * COLLECT_PER_MS_OF_WRITING
        this.#collectUntilMs = nowMs + Math.min(COLLECT_MAX_MS, Math.max(COLLECT_MS, collectMs))
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
    const isDue = this.#records >= this.#compactAtRecords || this.#bytesSinceSnapshot >= COMPACT_BYTES
    if (isDue) await this.#maybeCompact()
  }

  async #writeBatch(): Promise<boolean> {
    const { store, clock, metrics } = this.#deps
    const { room, epoch } = this.#options
    const batch = this.#waiting.takeBatch()
    const updates = batch.map(({ update }) => update)
    this.#askedAtMs = clock.monotonicMs()
    try {
      const seq = await appendTo(store, room, epoch(), updates)
      if (seq !== this.#lastSeq + batch.length) this.#hasOtherWriters = true
      this.#lastSeq = seq
    } catch (error) {
      this.#waiting.putBack(batch)
      if (this.#isOutdated || error instanceof EpochMismatch) this.#outdated()
      else this.#retryLater('append', error)
      return false
    }
    this.#failures = 0
    this.#stored = batch.at(-1)?.upTo ?? this.#stored
    this.waiters.stored(this.#stored)
    this.#records += batch.length
    for (const update of updates) this.#bytesSinceSnapshot += update.length
    this.#waiting.done(batch)
    metrics.journalWritten.inc(batch.length)
    this.#options.onWritten()
    return true
  }

  async #maybeCompact(): Promise<void> {
    const { room, snapshot, mayCompact } = this.#options
    if (this.#records <= this.#snapshotRecords || this.#hasOtherWriters || this.#isOutdated || !mayCompact())
      return
    try {
      // Nothing is asked of the store meanwhile.
      this.#askedAtMs = Number.POSITIVE_INFINITY
      const parts = await inTurns(this.#deps.turns, snapshot(), { room })
      this.#askedAtMs = this.#deps.clock.monotonicMs()
      if (this.#isOutdated || !mayCompact()) return
      this.#records = await this.#store(parts)
      this.#snapshotRecords = this.#records
      this.#compactAtRecords = COMPACT_RECORDS
    } catch (error) {
      // A large document is not encoded again for each batch while there is no room for it.
      this.#compactAtRecords = this.#records + COMPACT_RECORDS
      if (error instanceof EpochMismatch) this.#outdated()
      else this.#failed('compact', error)
    }
    this.#bytesSinceSnapshot = 0
  }

  /** Gives how many records the snapshot is. */
  async #store(updates: readonly Uint8Array[]): Promise<number> {
    const { store } = this.#deps
    const { room, epoch } = this.#options
    const [first] = updates
    const isSmall = updates.length === 1 && first !== undefined && first.length <= PART_BYTES
    if (store.compactInParts === undefined || isSmall) {
      await store.compact(room, epoch(), isSmall ? first : Y.mergeUpdates([...updates]), this.#lastSeq)
      return 1
    }
    let records = 0
    const onPart = () => {
      this.#askedAtMs = this.#deps.clock.monotonicMs()
      records += 1
    }
    await store.compactInParts(room, epoch(), partsOf(updates, onPart), this.#lastSeq)
    return records
  }

  #outdated(): void {
    const { room } = this.#options
    if (!this.#isOutdated) this.#deps.log.error({ room }, 'the store holds another epoch of the room')
    this.discard()
  }

  #retryLater(operation: string, error: unknown): void {
    this.#failures += 1
    const backoffMs = RETRY_MIN_MS * 2 ** (this.#failures - 1)
    this.#retryAtMs = this.#deps.clock.monotonicMs() + Math.min(RETRY_MAX_MS, backoffMs)
    this.#failed(operation, error)
  }

  #failed(operation: string, error: unknown): void {
    const { metrics, log } = this.#deps
    metrics.storeFailures.inc({ operation })
    log.error({ room: this.#options.room, operation, err: error }, 'the store failed')
  }
}
