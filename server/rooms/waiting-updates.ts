import * as Y from 'yjs'
import type { Metrics } from '../base/metrics.ts'
import { inGroups } from '../base/update-groups.ts'
import { PART_BYTES } from './snapshot-parts.ts'

/** So many more waiting updates are merged, in groups, so that a store that is down costs no list without end. */
const MERGE_AT = 256

/** What is given to the store in one turn of the event loop: a store that is part of this process takes some 5 ms of cpu for it. */
const BATCH = { bytes: PART_BYTES, updates: 1_000 }

interface Waiting {
  readonly update: Uint8Array
  /** How many updates were appended with it. */
  readonly upTo: number
}

/** The updates of a room that are not in the store yet, in order. */
export class WaitingUpdates {
  readonly #metrics: Pick<Metrics, 'journalPending'>
  #waiting: Waiting[] = []
  #mergeAt = MERGE_AT

  constructor(metrics: Pick<Metrics, 'journalPending'>) {
    this.#metrics = metrics
  }

  get length(): number {
    return this.#waiting.length
  }

  put(update: Uint8Array, upTo: number): void {
    this.#waiting.push({ update, upTo })
    this.#metrics.journalPending.inc()
  }

  /** The first of them: one at least. They are counted until they are `done`. */
  takeBatch(): readonly Waiting[] {
    let bytes = 0
    const end = this.#waiting.findIndex(({ update }, index) => {
      bytes += update.length
      return index > 0 && (bytes > BATCH.bytes || index >= BATCH.updates)
    })
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }

  done(batch: readonly Waiting[]): void {
    this.#metrics.journalPending.dec(batch.length)
    this.#mergeAt = MERGE_AT
  }

  putBack(batch: readonly Waiting[]): void {
    this.#waiting = [...batch, ...this.#waiting]
  }

  /** Merges them where there are many. Large ones stay as they are: that would take long. */
  merge(): void {
    const before = this.#waiting
    if (before.length <= this.#mergeAt) return
    let count = 0
    this.#waiting = inGroups(before.map(({ update }) => update)).flatMap((group) => {
      count += group.length
      const last = before[count - 1]
      if (last === undefined || group.length === 1) return last ?? []
      return { update: Y.mergeUpdates(group), upTo: last.upTo }
    })
    this.#metrics.journalPending.dec(before.length - this.#waiting.length)
    this.#mergeAt = this.#waiting.length + MERGE_AT
  }

  clear(): void {
    this.#metrics.journalPending.dec(this.#waiting.length)
    this.#waiting = []
  }
}
