import type { Report } from './fence.ts'
import { frozen } from './frozen.ts'
import { Listeners } from './listeners.ts'

/**
 * A value that can be read now and listened to: React's `useSyncExternalStore` takes `subscribe` and `get` as they are.
 *
 * @example
 * ```ts
 * import type { ReadonlyStore } from 'homeroom/client'
 *
 * export const show = (store: ReadonlyStore<number>, node: HTMLElement): (() => void) => {
 *   node.textContent = String(store.get())
 *   return store.subscribe((value) => {
 *     node.textContent = String(value)
 *   })
 * }
 * ```
 */
export interface ReadonlyStore<Value> {
  /** The value now: frozen, and the same object until something in it has changed. */
  get(): Value
  /**
   * Calls `listener` with the new value after each change, until the returned function is called. A listener that throws is
   * reported by {@link Environment.report}; the others are called all the same.
   */
  subscribe(listener: (value: Value) => void): () => void
}

/** A store that this file's users can write. `get` and `subscribe` need no `this`. */
export class Store<Value> implements ReadonlyStore<Value> {
  #value: Value
  readonly #listeners: Listeners<Value>

  constructor(initial: Value, report: Report) {
    this.#value = frozen(initial)
    this.#listeners = new Listeners(report)
  }

  readonly get = (): Value => this.#value

  readonly subscribe = (listener: (value: Value) => void): (() => void) => this.#listeners.add(listener)

  /** Takes a new value; listeners hear of it only where it is another one. */
  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = frozen(value)
    this.#listeners.tell(value, () => Object.is(this.#value, value))
  }
}

/** The same store without its `set`. */
export const readonly = <Value>({ get, subscribe }: ReadonlyStore<Value>): ReadonlyStore<Value> => ({
  get,
  subscribe,
})
