import type { Clock } from '../base/clock.ts'

/** So many bytes of documents are on their way to receivers, over all rooms; beside that one that is being encoded. */
const MOST_BYTES = 64 * 1024 * 1024

/** So long an encoded document may wait for its receivers where others wait for its memory. */
const TURN_MS = 5_000

/** So long one is kept that no receiver needs. */
const UNUSED_MS = 60_000

/** A document on its way to the receivers that share it. */
export interface Encoded {
  /** The memory that it takes; null while it is being encoded. */
  readonly bytes: number | null
  /** Receivers that are not done with it. */
  readonly receivers: number
  /** One of them takes more at present. */
  readonly isWanted: boolean
  /** The person, or the address, that first asked for it. */
  readonly askedBy: string
  /** There is memory for it now. */
  begin(): void
  /** Its memory is needed: its receivers are closed. */
  drop(): void
}

/**
 * Memory for encoded documents. One that finds none waits without being encoded; the asker that holds least is next. What has
 * had its turn makes room, first of the asker that holds most: one that does not read keeps nobody waiting.
 */
export class AnswerMemory {
  readonly #clock: Clock
  /** Since when each is held; the one of which something was sent last comes last. */
  readonly #heldSinceMs = new Map<Encoded, number>()
  readonly #waiting = new Set<Encoded>()
  #isChoosing = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Receivers whose document waits for memory. */
  get waiting(): number {
    return Array.from(this.#waiting).reduce((sum, { receivers }) => sum + receivers, 0)
  }

  /** True where there is memory for `encoded`; else it begins when there is. */
  enter(encoded: Encoded): boolean {
    // One that waits already is looked at with each sweep: thousands may ask again at once.
    if (this.#heldSinceMs.has(encoded) || this.#waiting.has(encoded)) return this.#heldSinceMs.has(encoded)
    this.#waiting.add(encoded)
    this.next()
    return this.#heldSinceMs.has(encoded)
  }

  /** Something of `encoded` is sent. */
  used(encoded: Encoded): void {
    const sinceMs = this.#heldSinceMs.get(encoded)
    if (sinceMs === undefined) return
    this.#heldSinceMs.delete(encoded)
    this.#heldSinceMs.set(encoded, sinceMs)
  }

  leave(encoded: Encoded): void {
    this.#waiting.delete(encoded)
    if (this.#heldSinceMs.delete(encoded)) this.next()
  }

  sweep(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const [encoded, sinceMs] of this.#heldSinceMs)
      if (encoded.receivers === 0 && nowMs - sinceMs >= UNUSED_MS) this.#drop(encoded)
    this.next()
  }

  /** Lets those begin for which there is memory. */
  next(): void {
    if (this.#isChoosing) return
    this.#isChoosing = true
    try {
      for (let next = this.#fairest(); next !== null && this.#makeRoom(next); next = this.#fairest()) {
        this.#waiting.delete(next)
        this.#heldSinceMs.set(next, this.#clock.monotonicMs())
        next.begin()
      }
    } finally {
      this.#isChoosing = false
    }
  }

  /** Of those that wait, the first of the asker that holds least. */
  #fairest(): Encoded | null {
    const held = this.#heldByAsker()
    let fairest: Encoded | null = null
    for (const one of this.#waiting) {
      if (!one.isWanted) continue
      if (fairest === null || bytesOf(held, one) < bytesOf(held, fairest)) fairest = one
    }
    return fairest
  }

  #makeRoom(coming: Encoded): boolean {
    for (;;) {
      const held = [...this.#heldSinceMs.keys()]
      // How large it will be is not known yet.
      if (held.some(({ bytes }) => bytes === null)) return false
      if (held.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) < MOST_BYTES) return true
      const past = this.#pastTurn(coming)
      if (past === null) return false
      this.#drop(past)
    }
  }

  /** What makes room: that of nobody, or else of the asker with most, unless that has less than the asker of `coming`. */
  #pastTurn(coming: Encoded): Encoded | null {
    const nowMs = this.#clock.monotonicMs()
    const held = this.#heldByAsker()
    let past: Encoded | null = null
    for (const [one, sinceMs] of this.#heldSinceMs) {
      if (one.receivers === 0) return one
      if (nowMs - sinceMs < TURN_MS || bytesOf(held, one) < bytesOf(held, coming)) continue
      if (past === null || bytesOf(held, one) > bytesOf(held, past)) past = one
    }
    return past
  }

  /** What each asker holds; what many share is a small part of each one's. */
  #heldByAsker(): Map<string, number> {
    const held = new Map<string, number>()
    for (const { askedBy, bytes, receivers } of this.#heldSinceMs.keys())
      held.set(askedBy, (held.get(askedBy) ?? 0) + (bytes ?? 0) / Math.max(1, receivers))
    return held
  }

  #drop(encoded: Encoded): void {
    this.#heldSinceMs.delete(encoded)
    encoded.drop()
  }
}

const bytesOf = (held: ReadonlyMap<string, number>, { askedBy }: Encoded): number => held.get(askedBy) ?? 0
