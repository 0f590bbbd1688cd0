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
 * lost everything. That of a copy whose holder may not write holds until somebody who may brings another one.
 */
export class RoomEpoch {
  readonly #isStored: boolean
  #value: string
  #broughtBy: 'reader' | 'writer' | null = null

  constructor(value: string, isStored: boolean) {
    this.#value = value
    this.#isStored = isStored
  }

  get value(): string {
    return this.#value
  }

  /** The epoch that a reader has brought; null where that of the room is another one. */
  get ofReader(): string | null {
    return this.#broughtBy === 'reader' ? this.#value : null
  }

  /** Whether the holder of a copy may merge with the room. */
  admit({ epoch, mayWrite }: Holder, isWritten: boolean): Admission {
    if (epoch === null) return 'same'
    const by = mayWrite ? 'writer' : 'reader'
    if (epoch === this.#value) {
      if (this.#broughtBy === 'reader') this.#broughtBy = by
      return 'same'
    }
    // Also a room that was deleted has an epoch: a client that brings its old content is told.
    if (this.#isStored || isWritten || this.#broughtBy === 'writer' || !EPOCH.test(epoch)) return 'room-reset'
    // Which of the two is true, only somebody can say who may write.
    if (this.#broughtBy === by) return 'try-later'
    this.#value = epoch
    this.#broughtBy = by
    return 'brought'
  }

  /** The room is empty: nothing has come of the epoch that was brought. */
  emptied(): void {
    this.#broughtBy = null
  }
}
