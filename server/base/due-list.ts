/** Items that are due at nearly the same time are kept together. */
const SLOT_MS = 250

/** An item that is due later than in so many slots (16 s) is looked at on the way, and put off. */
const SLOTS = 64

/**
 * Items by when they are due: a timing wheel. Thousands of them wait, and a look for those that are due meets hardly any other.
 * To put one, to take one and to drop one costs the same however many there are.
 */
export class DueList<Item> {
  /** When each of its items is due, on the monotonic clock. */
  readonly #slots = Array.from({ length: SLOTS }, () => new Map<Item, number>())
  readonly #slotByItem = new Map<Item, Map<Item, number>>()
  /** The slot that was looked at last: it may hold what is due a moment later. */
  #at = 0

  /** An item is due at `atMs`, and at no other time; 0 is at once. */
  put(item: Item, atMs: number): void {
    const slot = this.#slotOf(atMs)
    const before = this.#slotByItem.get(item)
    if (before !== slot) {
      before?.delete(item)
      this.#slotByItem.set(item, slot)
    }
    slot.set(item, atMs)
  }

  drop(item: Item): void {
    this.#slotByItem.get(item)?.delete(item)
    this.#slotByItem.delete(item)
  }

  /** Takes out all that are due by now, however long ago this was called last. */
  take(nowMs: number): readonly Item[] {
    const last = Math.max(this.#at, Math.floor(nowMs / SLOT_MS))
    const first = Math.max(this.#at, last - SLOTS + 1)
    this.#at = last
    const due: Item[] = []
    for (let at = first; at <= last; at += 1) {
      // Not by an iterator: that makes an object for each of thousands.
      this.#slots[at % SLOTS]?.forEach((atMs, item) => {
        if (atMs > nowMs) this.put(item, atMs)
        else {
          due.push(item)
          this.drop(item)
        }
      })
    }
    return due
  }

  #slotOf(atMs: number): Map<Item, number> {
    const ahead = Math.floor(atMs / SLOT_MS) - this.#at
    const at = this.#at + Math.min(Math.max(ahead, 0), SLOTS - 1)
    return this.#slots[at % SLOTS] as Map<Item, number>
  }
}
