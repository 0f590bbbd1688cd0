import * as Y from 'yjs'
import type { Environment } from '../environment.ts'
import { fenced } from '../fence.ts'
import type { FreshCopy, OfflineDatabase, Stored, StoredRecord } from './offline-database.ts'
import { splitUpdate } from './split-update.ts'
import { Timeouts } from './timeouts.ts'

/** With so many records, or when what was added is larger than the rest and than so many bytes, all are written anew. */
const MOST_RECORDS = 500
const LOOSE_BYTES = 1024 * 1024

/** A record is no larger, but for one value that cannot be divided: where a large one is damaged much is lost with it. */
const RECORD = { bytes: 1024 * 1024, structs: Number.POSITIVE_INFINITY }

/** Before that it waits so long, in ms: mostly more comes. */
const RENEW_AFTER_MS = 1_000

/** A write takes no longer, in ms; a large document on a slow disk takes seconds. */
const WRITE_MS = 30_000

/** A write that takes longer is told of, in ms: a disk takes some, a busy one tenths of a second. */
const SLOW_MS = 500

/** What is said of an IndexedDB that hangs. */
export const NO_ANSWER = 'IndexedDB does not answer.'

export interface OpenCopyOptions {
  readonly database: OfflineDatabase
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'after' | 'report'>
  /** The origin of what the copy brings to the document. */
  readonly origin: unknown
  /** Changes of before, which are not written yet. */
  readonly due: readonly Uint8Array[]
  /** The epoch of what is here; null where it is of none. */
  readonly epoch: () => string | null
  /** What is stored is of this epoch: true where it may come into the document. */
  readonly accept: (epoch: string | null) => boolean
  /** Records were set aside that nobody can read. */
  readonly onDamaged: (count: number) => void
  /** A write takes long, so that not all that is here is kept; `onKept` comes when it is. */
  readonly onSlow: () => void
  /** All that is here is kept. */
  readonly onKept: () => void
  /** Something could not be written: whatever was to be written is lost with it. */
  readonly onFailed: (error: unknown) => void
}

/** The offline copy of a document while its database is open: what it has, and what is to be written. */
export class OpenCopy {
  readonly #options: OpenCopyOptions
  readonly #timeouts: Timeouts
  #due: Uint8Array[]
  #isEpochDue = false
  #isLoaded = false
  #isClosed = false
  #isRenewalDue = false
  /** The key up to which all is in the document. */
  #knownKey = 0
  /** How many writes are under way. */
  #writes = 0
  #records = 0
  #looseBytes = 0
  #freshBytes = 0

  constructor(options: OpenCopyOptions) {
    this.#options = options
    this.#due = [...options.due]
    this.#timeouts = new Timeouts(options.environment)
  }

  /** All that is in the document is stored. */
  get isKept(): boolean {
    return this.#isLoaded && !this.#isClosed && this.#due.length + this.#writes === 0
  }

  /** The epoch of what is stored. */
  epoch(): Promise<string | null> {
    return this.#options.database.epoch()
  }

  /** Brings what is stored into the document. `isFresh`: something is not stored, so that all is written anew. */
  async load(isFresh: boolean): Promise<void> {
    await this.#renew(isFresh)
    this.#isLoaded = true
    this.#flush()
  }

  changed(update: Uint8Array): void {
    this.#due.push(update)
    this.#flushSoon()
  }

  /** The document is of another epoch now. */
  epochChanged(): void {
    this.#isEpochDue = true
    this.#flushSoon()
  }

  /** Writes what is due, and closes then. */
  finish(): void {
    this.#flush()
    this.close()
  }

  /** Lets the database go. */
  close(): void {
    this.#isClosed = true
    this.#timeouts.clear()
    this.#options.database.close()
  }

  /** Reads what is new, of other tabs or of before, and writes all of it anew where that is due. */
  async #renew(isDue: boolean): Promise<void> {
    this.#knownKey = await this.#options.database.renew(this.#knownKey, (stored) => this.#take(stored, isDue))
  }

  #take({ epoch, records }: Stored, isDue: boolean): FreshCopy | null {
    const { accept, doc, onDamaged } = this.#options
    if (this.#isClosed) return null
    if (!accept(epoch)) throw new Error('The copy is of a room that is another one by now.')
    const damaged = this.#apply(records)
    if (damaged.length > 0) onDamaged(damaged.length)
    // A document that was in the room before brings its epoch along.
    this.#isEpochDue ||= epoch !== this.#options.epoch()
    this.#looseBytes = 0
    const isPlain = damaged.length === 0 && records.every(({ hasChecksum }) => hasChecksum)
    if (!isDue && isPlain && records.length < MOST_RECORDS) {
      this.#records = records.length
      this.#freshBytes = bytesOf(records.flatMap(({ update }) => update ?? []))
      return null
    }
    const updates = isEmpty(doc) ? [] : recordsOf(Y.encodeStateAsUpdate(doc))
    this.#records = updates.length
    this.#freshBytes = bytesOf(updates)
    // All that was due is in it. Later only a write of its own makes something kept.
    if (!this.#isLoaded) this.#due = []
    this.#isEpochDue = false
    return { epoch: this.#options.epoch(), updates, damaged }
  }

  /** Brings records into the document; gives those that are damaged. */
  #apply(records: readonly StoredRecord[]): StoredRecord[] {
    const { doc, environment, origin } = this.#options
    let damaged: StoredRecord[] = []
    const applyAll = () => {
      damaged = records.filter((record) => !isApplied(doc, record, origin))
    }
    // One transaction: what its observers throw at the end is no matter of a record.
    fenced(environment.report, () => Y.transact(doc, applyAll, origin, false))
    return damaged
  }

  /** One transaction for all that happens in a turn. */
  #flushSoon(): void {
    if (this.#isLoaded) queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    const { database, epoch } = this.#options
    if (this.#isClosed || (this.#due.length === 0 && !this.#isEpochDue)) return
    const updates = this.#due.flatMap(recordsOf)
    const newEpoch = this.#isEpochDue ? epoch() : undefined
    this.#due = []
    this.#isEpochDue = false
    this.#records += updates.length
    this.#looseBytes += bytesOf(updates)
    this.#watch(this.#written(database.append(updates, newEpoch)))
    const isMuch = this.#looseBytes > Math.max(LOOSE_BYTES, this.#freshBytes)
    if (isMuch || this.#records >= MOST_RECORDS) this.#renewSoon()
  }

  #renewSoon(): void {
    if (this.#isRenewalDue) return
    this.#isRenewalDue = true
    this.#timeouts.after(RENEW_AFTER_MS, () => {
      this.#isRenewalDue = false
      this.#watch(this.#renew(true))
    })
  }

  /** A write waits for those of other tabs, too, and so for one that hangs. */
  async #written(writing: Promise<void>): Promise<void> {
    // In halves: a page that was blocked or asleep first hears what IndexedDB has said meanwhile.
    let cancel = this.#timeouts.after(SLOW_MS / 2, () => {
      cancel = this.#timeouts.after(SLOW_MS / 2, this.#options.onSlow)
    })
    this.#writes += 1
    await writing
    this.#writes -= 1
    cancel()
  }

  #watch(writing: Promise<void>): void {
    const { onFailed, onKept } = this.#options
    this.#timeouts.within(WRITE_MS, writing, NO_ANSWER).then(
      () => this.isKept && onKept(),
      (error) => this.#isClosed || onFailed(error),
    )
  }
}

const recordsOf = (update: Uint8Array): Uint8Array[] =>
  update.length <= RECORD.bytes ? [update] : splitUpdate(update, RECORD)

/** True where the update is in the document; within a transaction no observer is called, so a throw is the record's. */
const isApplied = (doc: Y.Doc, { update }: StoredRecord, origin: unknown): boolean => {
  if (update === null) return false
  try {
    Y.applyUpdate(doc, update, origin)
    return true
  } catch {
    return false
  }
}

/** Nothing at all, not even what is deleted or waits for what it builds on: an empty update is two zeros. */
export const isEmpty = (doc: Y.Doc): boolean =>
  doc.store.clients.size === 0 && Y.encodeStateAsUpdate(doc).length === 2

const bytesOf = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, { length }) => sum + length, 0)
