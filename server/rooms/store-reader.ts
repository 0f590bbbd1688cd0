import { isLaterRecords, type Store } from '../store/store.ts'

export interface StoreReaderOptions {
  readonly room: string
  readonly epoch: () => string
  readonly lastSeq: number
  /** Puts what others have written into the document; false where that is not possible. */
  readonly merge: (updates: readonly Uint8Array[]) => Promise<boolean>
  /** How often orders have changed, as the store says. */
  readonly onPolicyVersion: (version: number) => void
}

/** What others write to a room: as the numbers of our own records show, and whenever it is looked for. */
export class StoreReader {
  readonly #options: StoreReaderOptions
  readonly #store: Pick<Store, 'since'>
  /** Every record up to this one is in the document. */
  #readSeq: number
  /** The last record that we know of. */
  #knownSeq: number
  #reading: Promise<void> | null = null
  #hasFailed = false
  #hasMerged = false

  constructor(options: StoreReaderOptions, store: Pick<Store, 'since'>) {
    this.#options = options
    this.#store = store
    this.#readSeq = options.lastSeq
    this.#knownSeq = options.lastSeq
  }

  /** The last record up to which all are in the document; null where one of them cannot be, or is not yet. */
  get lastSeq(): number | null {
    return this.#hasFailed || this.isBehind ? null : this.#readSeq
  }

  get isBehind(): boolean {
    return this.#readSeq < this.#knownSeq
  }

  /** Somebody else has written something. */
  get hasMerged(): boolean {
    return this.#hasMerged
  }

  /** Our own last `count` records end with that number. */
  wrote(seq: number, count: number): void {
    if (seq === this.#readSeq + count) this.#readSeq = seq
    this.#knownSeq = Math.max(this.#knownSeq, seq)
  }

  /** Reads what is new; rejects as the store does. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  /** Reads what is there by now: a reading that is under way may have begun before it was. */
  async readAnew(): Promise<void> {
    await this.#reading?.catch(() => undefined)
    await this.read()
  }

  async #read(): Promise<void> {
    const { room, epoch, merge, onPolicyVersion } = this.#options
    do {
      const seq = this.#readSeq
      const later: unknown = await this.#store.since(room, epoch(), seq)
      if (!isLaterRecords(later)) throw new TypeError('since gave no records')
      onPolicyVersion(later.policyVersion)
      // Where something is still missing it is looked for again later: a store that has lost records gives none.
      if (later.lastSeq <= this.#readSeq) return
      this.#hasMerged = true
      if (!(await merge(later.updates))) {
        this.#hasFailed = true
        return
      }
      this.#readSeq = Math.max(this.#readSeq, later.lastSeq)
      this.#knownSeq = Math.max(this.#knownSeq, this.#readSeq)
    } while (this.isBehind)
  }
}
