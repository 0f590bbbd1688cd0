/** What an epoch that comes from outside looks like. */
const EPOCH = /^[\w-]{1,64}$/

/** Somebody who comes with a copy of a room, as far as its epoch goes. */
export interface Holder {
  /** The epoch of the copy; null where there is none. */
  readonly epoch: string | null
  readonly mayWrite: boolean
}

/** `brought` is the one that comes with its holder, and takes the place of the one before. */
export type Admission = 'same' | 'brought' | 'room-reset' | 'try-later'

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

  /** The one that the store has while nobody has written to the room. */
  get ofStore(): string {
    return this.#ofStore
  }

  /** The epoch that a reader has brought; null where that of the room is another one. */
  get ofReader(): string | null {
    return this.#broughtBy === 'reader' ? this.#value : null
  }

  /** Whether the holder of a copy may merge with the room; where it is `brought`, once {@link bring} was called. */
  judge({ epoch, mayWrite }: Holder, isWritten: boolean): Admission {
    const isFixed = this.#isStored || isWritten || this.#broughtBy === 'writer'
    if (epoch === null) return 'same'
    if (epoch === this.#value)
      return this.#broughtBy === 'reader' && mayWrite && !isFixed ? 'brought' : 'same'
    // Also a room that was deleted has an epoch: a client that brings its old content is told.
    if (isFixed || !EPOCH.test(epoch)) return 'room-reset'
    // Which of the two is true, only somebody can say who may write.
    return this.#broughtBy === 'reader' && !mayWrite ? 'try-later' : 'brought'
  }

  /** Takes the epoch of a copy, which the store has by now where its holder may write. */
  bring(epoch: string, mayWrite: boolean): void {
    this.#value = epoch
    this.#broughtBy = mayWrite ? 'writer' : 'reader'
    if (mayWrite) this.#ofStore = epoch
  }

  /** The room is empty: nothing has come of the epoch that was brought. */
  emptied(): void {
    this.#broughtBy = null
  }
}
