import { ORDERS_REMEMBERED } from '../base/limits.ts'

/** Notes an order for the store; null takes one away. */
export type Note = (name: string, value: string | null) => void

/** All orders about people of one room. Each is read whenever the room is, so that they have one limit, whatever they are of. */
export class OrderBook {
  readonly note: Note
  readonly #kinds: PersonOrders<unknown>[] = []

  constructor(note: Note) {
    this.note = note
  }

  add(kind: PersonOrders<unknown>): void {
    this.#kinds.push(kind)
  }

  /** Where there are too many, the kind that has most forgets its oldest: much of one pushes out nothing of another. */
  keepWithin(): void {
    const count = this.#kinds.reduce((sum, { byId }) => sum + byId.size, 0)
    if (count <= ORDERS_REMEMBERED) return
    const [largest] = this.#kinds.toSorted((one, other) => other.byId.size - one.byId.size)
    const [oldest] = largest?.byId.keys() ?? []
    if (oldest !== undefined) largest?.forget(oldest)
  }
}

/** Orders of one kind, each about one person: `role ada` is the name under which the store has one. The oldest is the first. */
export class PersonOrders<Value> {
  readonly #kind: string
  readonly #book: OrderBook
  readonly #textOf: (value: Value) => string
  #byId = new Map<string, Value>()

  constructor(kind: string, book: OrderBook, textOf: (value: Value) => string = String) {
    this.#kind = kind
    this.#book = book
    this.#textOf = textOf
    book.add(this as PersonOrders<unknown>)
  }

  /** As it is now: what changes later is not seen in it after {@link clear}. */
  get byId(): ReadonlyMap<string, Value> {
    return this.#byId
  }

  set(id: string, value: Value): void {
    this.#byId.delete(id)
    this.#byId.set(id, value)
    this.#book.note(`${this.#kind} ${id}`, this.#textOf(value))
    this.#book.keepWithin()
  }

  /** False where nothing was ordered of them. */
  forget(id: string): boolean {
    if (!this.#byId.delete(id)) return false
    this.#book.note(`${this.#kind} ${id}`, null)
    return true
  }

  forgetAll(): void {
    for (const id of [...this.#byId.keys()]) this.forget(id)
  }

  /** Takes what is stored. */
  read(id: string, value: Value): void {
    this.#byId.set(id, value)
  }

  /** Nothing is known any more; what is stored stays. */
  clear(): void {
    this.#byId = new Map()
  }

  sort(compare: (one: Value, other: Value) => number): void {
    this.#byId = new Map([...this.#byId].sort(([, one], [, other]) => compare(one, other)))
  }

  rewrite(): void {
    for (const [id, value] of this.#byId) this.#book.note(`${this.#kind} ${id}`, this.#textOf(value))
  }
}
