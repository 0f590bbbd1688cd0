/** What an epoch that comes from outside looks like. */
const EPOCH = /^[\w-]{1,64}$/

/** Somebody who comes with a copy of a room, as far as its epoch goes. */
export interface Holder {
  /** The epoch of the copy; null where there is none. */
  readonly epoch: string | null
  readonly mayWrite: boolean
}

/** An epoch that the store has to take in the place of another one. */
export interface Adoption {
  readonly from: string
  readonly to: string
}

/** `brought` is the one that comes with its holder, and takes the place of the one before. */
type Verdict = 'same' | 'brought' | 'room-reset' | 'try-later'

/**
 * The epoch of a room. One that nobody has written to takes over the epoch of the first copy that is brought: its store may have
 * lost everything. That of a copy whose holder may not write is known here alone, and holds until somebody who may brings another one.
 */
export class RoomEpoch {
  readonly #isStored: boolean
  #ofStore: string
  #value: string
  #broughtBy: 'reader' | 'writer' | null = null

  constructor(value: string, isStored: boolean) {
    this.#ofStore = value
    this.#value = value
    this.#isStored = isStored
  }

  get value(): string {
    return this.#value
  }

  /** False where the store has another one, until somebody has written to the room. */
  get isOfStore(): boolean {
    return this.#value === this.#ofStore
  }

  /** The epoch that a reader has brought; null where that of the room is another one. */
  get ofReader(): string | null {
    return this.#broughtBy === 'reader' ? this.#value : null
  }

  /** What the store has to take from the holder of a copy; null where it has nothing to take. */
  adoption(holder: Holder, isWritten: boolean): Adoption | null {
    const isWanted = holder.mayWrite && this.#judge(holder, isWritten) === 'brought'
    return isWanted && holder.epoch !== null ? { from: this.#ofStore, to: holder.epoch } : null
  }

  /** Why the holder of a copy may not merge with the room; null where it may. The store has its {@link adoption} by now. */
  admit(holder: Holder, isWritten: boolean): 'room-reset' | 'try-later' | null {
    const { epoch, mayWrite } = holder
    const verdict = this.#judge(holder, isWritten)
    if (verdict === 'same' || epoch === null) return null
    if (verdict !== 'brought') return verdict
    this.#value = epoch
    this.#broughtBy = mayWrite ? 'writer' : 'reader'
    if (mayWrite) this.#ofStore = epoch
    return null
  }

  /** The room is empty: nothing has come of the epoch that was brought. */
  emptied(): void {
    this.#broughtBy = null
  }

  /** Whether the holder of a copy may merge with the room; where the epoch is `brought`, it is that of the room then. */
  #judge({ epoch, mayWrite }: Holder, isWritten: boolean): Verdict {
    const isFixed = this.#isStored || isWritten || this.#broughtBy === 'writer'
    if (epoch === null) return 'same'
    if (epoch === this.#value)
      return this.#broughtBy === 'reader' && mayWrite && !isFixed ? 'brought' : 'same'
    // Also a room that was deleted has an epoch: a client that brings its old content is told.
    if (isFixed || !EPOCH.test(epoch)) return 'room-reset'
    // Which of the two is true, only somebody can say who may write.
    return this.#broughtBy === 'reader' && !mayWrite ? 'try-later' : 'brought'
  }
}
