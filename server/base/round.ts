import type { Clock } from './clock.ts'
import { timeLimit } from './time-limit.ts'

/** So long a round goes on in one turn of the event loop, in ms. */
const TURN_MS = 8

/** A look at each of some items, in as many turns of the event loop as it takes: there may be thousands. */
export class Round<Item> {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #items: readonly Item[] = []
  #next = 0

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** Some have not been looked at yet. */
  get isUnderWay(): boolean {
    return this.#next < this.#items.length
  }

  /**
   * Calls `look`, which never throws, for each of the items that `itemsOf` gives: for the first ones before this returns. Does nothing
   * while the round before is under way.
   */
  begin(itemsOf: () => readonly Item[], look: (item: Item) => void): void {
    if (this.isUnderWay) return
    this.#items = itemsOf()
    this.#next = 0
    this.#goOn(look)
  }

  #goOn(look: (item: Item) => void): void {
    const isOver = timeLimit(this.#clock, TURN_MS)
    while (this.isUnderWay) {
      this.#next += 1
      look(this.#items[this.#next - 1] as Item)
      if (isOver()) break
    }
    if (this.isUnderWay) setImmediate(() => this.#goOn(look))
    else this.#items = []
  }
}
