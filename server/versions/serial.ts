import { withDeadline } from '../base/deadline.ts'

interface SerialOptions {
  /** So many wait, in all, of one key, and of one asker. */
  readonly most: number
  readonly mostOfOne: number
  /** The next one begins beside a work that takes longer, in ms. */
  readonly lateMs: number
}

/** What a work is about, and by whom it is asked for; null where that has no share. */
export interface Whose {
  readonly key: string
  readonly asker: string | null
}

/** How many wait under each name. */
class Counts {
  readonly #countByName = new Map<string, number>()

  of(name: string): number {
    return this.#countByName.get(name) ?? 0
  }

  change(name: string, by: number): void {
    const count = this.of(name) + by
    if (count > 0) this.#countByName.set(name, count)
    else this.#countByName.delete(name)
  }
}

/** Does one work after the other, and keeps nobody waiting behind one that does not come to its end. */
export class Serial {
  readonly #options: SerialOptions
  readonly #ofKey = new Counts()
  readonly #ofAsker = new Counts()
  /** Keys of which a work is late: until it ends no other one of them begins. */
  readonly #late = new Set<string>()
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: SerialOptions) {
    this.#options = options
  }

  /** Null where too many wait already; `late` where it, or another one of its key, does not come to its end in time. */
  run<Value>(whose: Whose, work: () => Promise<Value>, late: Value): Promise<Value> | null {
    if (this.#isFullFor(whose)) return null
    this.#waiting += 1
    this.#count(whose, 1)
    const answer = this.#last
      .then(() => this.#begin(whose, work, late))
      .finally(() => {
        this.#waiting -= 1
      })
    this.#last = answer.catch(() => undefined)
    return answer
  }

  /** Settles when all is done that was given by now. */
  async idle(): Promise<void> {
    await this.#last
  }

  #isFullFor({ key, asker }: Whose): boolean {
    const { most, mostOfOne } = this.#options
    const ofAsker = asker === null ? 0 : this.#ofAsker.of(asker)
    return this.#waiting >= most || this.#ofKey.of(key) >= mostOfOne || ofAsker >= mostOfOne
  }

  async #begin<Value>(whose: Whose, work: () => Promise<Value>, late: Value): Promise<Value> {
    const { key } = whose
    if (this.#late.has(key)) {
      this.#count(whose, -1)
      return late
    }
    let isDone = false
    const done = work().finally(() => {
      isDone = true
      this.#late.delete(key)
      this.#count(whose, -1)
    })
    const answer = await withDeadline(this.#options.lateMs, done, late)
    if (!isDone) this.#late.add(key)
    return answer
  }

  #count({ key, asker }: Whose, by: number): void {
    this.#ofKey.change(key, by)
    if (asker !== null) this.#ofAsker.change(asker, by)
  }
}
