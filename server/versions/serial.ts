import { setTimeout as pause } from 'node:timers/promises'
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

/** What a work gives that cannot be done yet: it comes again, behind those that wait by then, and keeps its place among those counted. */
export const NOT_YET = Symbol('not yet')

/** So long after, in ms. */
const AGAIN_MS = 100

type SerialWork<Value> = () => Promise<Value | typeof NOT_YET>

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
  /** Of those that wait, and of the one that is done. */
  readonly #answers = new Set<Promise<unknown>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: SerialOptions) {
    this.#options = options
  }

  /** Null where too many wait already; `late` where it, or another one of its key, does not come to its end in time. */
  run<Value>(whose: Whose, work: SerialWork<Value>, late: Value): Promise<Value> | null {
    if (this.#isFullFor(whose)) return null
    this.#count(whose, 1)
    const answer = this.#untilDone(whose, work, late).finally(() => this.#answers.delete(answer))
    this.#answers.add(answer)
    return answer
  }

  /** Settles when all is done that was given by now. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#answers)
  }

  async #untilDone<Value>(whose: Whose, work: SerialWork<Value>, late: Value): Promise<Value> {
    for (;;) {
      const turn = this.#last.then(() => this.#begin(whose, work, late))
      this.#last = turn.catch(() => undefined)
      const answer = await turn
      if (answer !== NOT_YET) return answer
      await pause(AGAIN_MS)
    }
  }

  #isFullFor({ key, asker }: Whose): boolean {
    const { most, mostOfOne } = this.#options
    const ofAsker = asker === null ? 0 : this.#ofAsker.of(asker)
    return this.#answers.size >= most || this.#ofKey.of(key) >= mostOfOne || ofAsker >= mostOfOne
  }

  async #begin<Value>(whose: Whose, work: SerialWork<Value>, late: Value): Promise<Value | typeof NOT_YET> {
    const { key } = whose
    if (this.#late.has(key)) {
      this.#count(whose, -1)
      return late
    }
    let isDone = false
    let comesAgain = false
    const done = work()
      .then((answer) => {
        comesAgain = answer === NOT_YET
        return answer
      })
      .finally(() => {
        isDone = true
        const wasLate = this.#late.delete(key)
        if (wasLate || !comesAgain) this.#count(whose, -1)
      })
    const answer = await withDeadline<Value | typeof NOT_YET>(this.#options.lateMs, done, late)
    if (!isDone) this.#late.add(key)
    return answer
  }

  #count({ key, asker }: Whose, by: number): void {
    this.#ofKey.change(key, by)
    if (asker !== null) this.#ofAsker.change(asker, by)
  }
}
