import { PEOPLE_REMEMBERED } from '../base/limits.ts'

/** Notes an order for the store; null takes one away. */
export type Note = (name: string, value: string | null) => void

/** Orders of one kind, each about one person: `role ada` is the name under which the store has one. The oldest is the first. */
export class PersonOrders<Value> {
  readonly #kind: string
  readonly #note: Note
  readonly #textOf: (value: Value) => string
  #byId = new Map<string, Value>()

  constructor(kind: string, note: Note, textOf: (value: Value) => string = String) {
    this.#kind = kind
    this.#note = note
    this.#textOf = textOf
  }

  /** As it is now: what changes later is not seen in it after {@link clear}. */
  get byId(): ReadonlyMap<string, Value> {
    return this.#byId
  }

  set(id: string, value: Value): void {
    this.#byId.delete(id)
    this.#byId.set(id, value)
    this.#note(`${this.#kind} ${id}`, this.#textOf(value))
    const [oldest] = this.#byId.keys()
    if (this.#byId.size > PEOPLE_REMEMBERED && oldest !== undefined) this.forget(oldest)
  }

  /** False where nothing was ordered of them. */
  forget(id: string): boolean {
    if (!this.#byId.delete(id)) return false
    this.#note(`${this.#kind} ${id}`, null)
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
    for (const [id, value] of this.#byId) this.#note(`${this.#kind} ${id}`, this.#textOf(value))
  }
}
