import { withDeadline } from '../base/deadline.ts'

interface SerialOptions {
  /** So many wait, in all and of one key. */
  readonly most: number
  readonly mostOfKey: number
  /** The next one begins beside a work that takes longer, in ms. */
  readonly lateMs: number
}

/** Does one work after the other, and keeps nobody waiting behind one that does not come to its end. */
export class Serial {
  readonly #options: SerialOptions
  readonly #waitingByKey = new Map<string, number>()
  /** Keys of which a work is late: until it ends no other one of them begins. */
  readonly #late = new Set<string>()
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: SerialOptions) {
    this.#options = options
  }

  /** Null where too many wait already; `late` where it, or another one of its key, does not come to its end in time. */
  run<Value>(key: string, work: () => Promise<Value>, late: Value): Promise<Value> | null {
    const ofKey = this.#waitingByKey.get(key) ?? 0
    if (this.#waiting >= this.#options.most || ofKey >= this.#options.mostOfKey) return null
    this.#waiting += 1
    this.#waitingByKey.set(key, ofKey + 1)
    const answer = this.#last
      .then(() => this.#begin(key, work, late))
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

  async #begin<Value>(key: string, work: () => Promise<Value>, late: Value): Promise<Value> {
    if (this.#late.has(key)) {
      this.#leave(key)
      return late
    }
    let isDone = false
    const done = work().finally(() => {
      isDone = true
      this.#late.delete(key)
      this.#leave(key)
    })
    const answer = await withDeadline(this.#options.lateMs, done, late)
    if (!isDone) this.#late.add(key)
    return answer
  }

  #leave(key: string): void {
    const left = (this.#waitingByKey.get(key) ?? 0) - 1
    if (left > 0) this.#waitingByKey.set(key, left)
    else this.#waitingByKey.delete(key)
  }
}
