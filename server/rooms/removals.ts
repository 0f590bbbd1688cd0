import * as v from 'valibot'
import type { Clock } from '../base/clock.ts'
import { type OrderBook, PersonOrders } from './person-orders.ts'

/** A removal is kept for so long: by then the tokens that it holds against must have ended. */
export const REMOVAL_MS = 400 * 24 * 3_600_000

/** What a host does about a person by a link holds for the lesson, and for the rest of that day. */
export const LESSON_MS = 12 * 3_600_000

/** How a person who was removed is shown to hosts. */
export interface RemovedAs {
  /** The name by which everyone saw them, or which they gave; null where they had none. */
  readonly name: string | null
  /** They waited, and were not let in. */
  readonly waited: boolean
}

/** A person who was removed. */
export interface Removal extends RemovedAs {
  readonly id: string
  /** In ms since 1970. */
  readonly atMs: number
}

const RemovedAsJson = v.object({ name: v.nullable(v.string()), waited: v.boolean() })
export const NAMELESS: RemovedAs = { name: null, waited: false }

/** The people whom hosts have removed from one room. */
export class Removals {
  readonly #clock: Pick<Clock, 'wallMs'>
  /** The oldest is the first. */
  readonly #atMs: PersonOrders<number>
  /** Beside the time, which older relays read, too. */
  readonly #as: PersonOrders<RemovedAs>

  constructor(clock: Pick<Clock, 'wallMs'>, book: OrderBook) {
    this.#clock = clock
    this.#atMs = new PersonOrders('removed', book)
    this.#as = new PersonOrders('removed-as', book, (as) => JSON.stringify(as))
  }

  get atMsById(): ReadonlyMap<string, number> {
    return this.#atMs.byId
  }

  /** The latest first, so many at most. */
  list(most: number): readonly Removal[] {
    const all = [...this.#atMs.byId].slice(-most).map(([id, atMs]) => ({
      ...{ id, atMs },
      ...(this.#as.byId.get(id) ?? NAMELESS),
    }))
    return all.reverse()
  }

  /** From now on tokens of `id` that were issued until now do not hold. */
  remove(id: string, as: RemovedAs): void {
    this.#atMs.set(id, this.#clock.wallMs())
    if (as.name !== null || as.waited) this.#as.set(id, as)
    else this.#as.forget(id)
    this.forgetOld()
  }

  /** Tokens of `id` hold again. False where they were not removed. */
  forgive(id: string): boolean {
    this.#as.forget(id)
    return this.#atMs.forget(id)
  }

  nameOf(id: string): string | null {
    return this.#as.byId.get(id)?.name ?? null
  }

  /** Why a person who is given new tokens for the asking gets none now; null where they get one. */
  holdsAgainst(id: string): RemovedAs | null {
    const atMs = this.#atMs.byId.get(id)
    if (atMs === undefined || this.#clock.wallMs() - atMs >= LESSON_MS) return null
    return this.#as.byId.get(id) ?? NAMELESS
  }

  readTime(id: string, value: string): void {
    if (Number.isFinite(Number(value))) this.#atMs.read(id, Number(value))
  }

  readAs(id: string, value: string): void {
    const as = jsonOrNull(RemovedAsJson, value)
    if (as !== null) this.#as.read(id, as)
  }

  /** All that is stored has been read. */
  readAll(): void {
    this.#atMs.sort((one, other) => one - other)
  }

  clear(): void {
    this.#atMs.clear()
    this.#as.clear()
  }

  rewrite(): void {
    this.#atMs.rewrite()
    this.#as.rewrite()
  }

  forgetOld(): void {
    const endMs = this.#clock.wallMs() - REMOVAL_MS
    for (const [id, atMs] of this.#atMs.byId) {
      if (atMs > endMs) return
      this.forgive(id)
    }
  }
}

/** What a stored text says by a schema; null for one that nobody here wrote: a newer Homeroom may know it. */
export const jsonOrNull = <Output>(schema: v.GenericSchema<unknown, Output>, text: string): Output | null => {
  try {
    const read = v.safeParse(schema, JSON.parse(text))
    return read.success ? read.output : null
  } catch {
    return null
  }
}
