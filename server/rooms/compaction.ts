import * as Y from 'yjs'
import type { Context } from '../base/context.ts'
import { inTurns } from '../base/in-turns.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Store } from '../store/store.ts'
import { PART_BYTES, partsOf } from './snapshot-parts.ts'

/** After this many records, or bytes, since the last snapshot, a new one is written. */
const COMPACT_RECORDS = 500
const COMPACT_BYTES = 4 * 1024 * 1024

export interface CompactionDeps extends Pick<Context, 'clock'> {
  readonly store: Pick<Store, 'compact' | 'compactInParts'>
  readonly turns: Turns
}

export interface CompactionOptions {
  readonly room: string
  /** A room that nobody has written to may still take over another one. */
  readonly epoch: () => string
  /** Records that the room was loaded from. */
  readonly records: number
  /** What these records take, in bytes. */
  readonly bytes: number
  /** The work on the room's document, and on what waits in it now: together they are all of it. */
  readonly snapshot: () => Work<readonly Uint8Array[]>
  /** False where a snapshot must not take the place of the records. */
  readonly mayCompact: () => boolean
}

/** The snapshots of one room, each in the place of the records before it. */
export class Compaction {
  readonly #options: CompactionOptions
  readonly #deps: CompactionDeps
  #records: number
  /** Records of the last snapshot; where the room was loaded from few large ones, they count as one. */
  #snapshotRecords: number
  #bytesSinceSnapshot = 0
  #compactAtRecords = COMPACT_RECORDS
  #askedAtMs = Number.POSITIVE_INFINITY

  constructor(options: CompactionOptions, deps: CompactionDeps) {
    this.#options = options
    this.#deps = deps
    this.#records = options.records
    const mostParts = Math.ceil((2 * options.bytes) / PART_BYTES)
    this.#snapshotRecords = options.records <= mostParts ? Math.max(1, options.records) : 1
  }

  /** When the store was asked for what it has not done yet; infinite while nothing is asked of it. */
  get askedAtMs(): number {
    return this.#askedAtMs
  }

  get isDue(): boolean {
    return this.#records >= this.#compactAtRecords || this.#bytesSinceSnapshot >= COMPACT_BYTES
  }

  /** A snapshot would have records to replace. */
  get isOfUse(): boolean {
    return this.#records > this.#snapshotRecords && this.#options.mayCompact()
  }

  /** Records have come. */
  written(updates: readonly Uint8Array[]): void {
    this.#records += updates.length
    for (const update of updates) this.#bytesSinceSnapshot += update.length
  }

  /** Replaces all records up to `upToSeq`, unless `isOver` then, or somebody else has done that; rejects as the store does. */
  async run(upToSeq: number, isOver: () => boolean): Promise<void> {
    const { room, snapshot, mayCompact } = this.#options
    // A large document is not encoded again for each batch while there is no room for it.
    this.#compactAtRecords = this.#records + COMPACT_RECORDS
    try {
      const parts = await inTurns(this.#deps.turns, snapshot(), { room })
      if (isOver() || !mayCompact()) return
      const records = await this.#store(parts, upToSeq)
      if (records === null) return
      this.#records = records
      this.#snapshotRecords = records
      this.#compactAtRecords = COMPACT_RECORDS
    } finally {
      this.#bytesSinceSnapshot = 0
      this.#askedAtMs = Number.POSITIVE_INFINITY
    }
  }

  /** Gives how many records the snapshot is; null where there is another one by now. */
  async #store(updates: readonly Uint8Array[], upToSeq: number): Promise<number | null> {
    const { store, clock } = this.#deps
    const { room, epoch } = this.#options
    const [first] = updates
    const isSmall = updates.length === 1 && first !== undefined && first.length <= PART_BYTES
    this.#askedAtMs = clock.monotonicMs()
    if (store.compactInParts === undefined || isSmall) {
      const whole = isSmall ? first : Y.mergeUpdates([...updates])
      return (await store.compact(room, epoch(), whole, upToSeq)) ? 1 : null
    }
    let records = 0
    const onPart = () => {
      this.#askedAtMs = clock.monotonicMs()
      records += 1
    }
    const isDone = await store.compactInParts(room, epoch(), partsOf(updates, onPart), upToSeq)
    return isDone ? records : null
  }
}
