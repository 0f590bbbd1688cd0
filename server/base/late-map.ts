// An empty Map of V8 takes 184 bytes. Each room has dozens of maps, and nearly all of them stay empty where people only walk about.

/** A map that takes no memory of its own while nothing has been put in. */
export class LateMap<Key, Value> implements ReadonlyMap<Key, Value> {
  #made: Map<Key, Value> | null = null

  get size(): number {
    return this.#made?.size ?? 0
  }

  get(key: Key): Value | undefined {
    return this.#made?.get(key)
  }

  has(key: Key): boolean {
    return this.#made?.has(key) === true
  }

  set(key: Key, value: Value): this {
    this.#made ??= new Map()
    this.#made.set(key, value)
    return this
  }

  delete(key: Key): boolean {
    return this.#made?.delete(key) === true
  }

  clear(): void {
    // An iteration that is under way ends with it.
    this.#made?.clear()
    this.#made = null
  }

  forEach(each: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this) each(value, key, this)
  }

  keys(): MapIterator<Key> {
    return this.#read.keys()
  }

  values(): MapIterator<Value> {
    return this.#read.values()
  }

  entries(): MapIterator<[Key, Value]> {
    return this.#read.entries()
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries()
  }

  get #read(): ReadonlyMap<Key, Value> {
    return this.#made ?? new Map<Key, Value>()
  }
}
