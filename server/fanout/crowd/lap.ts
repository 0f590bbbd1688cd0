/**
 * Goes round and round the keys of a map, which may change meanwhile: a key that stays is met once in each lap, and a new one before the
 * lap ends.
 */
export class Lap {
  readonly #map: ReadonlyMap<number, unknown>
  #keys: Iterator<number>

  constructor(map: ReadonlyMap<number, unknown>) {
    this.#map = map
    this.#keys = map.keys()
  }

  /** The next keys that `accepts` lets in, `most` of them; fewer where there are no more in a whole lap. */
  next(most: number, accepts: (key: number) => boolean): number[] {
    const found: number[] = []
    for (let left = this.#map.size; left > 0 && found.length < most; left--) {
      let key = this.#keys.next()
      if (key.done) {
        this.#keys = this.#map.keys()
        key = this.#keys.next()
      }
      if (!key.done && accepts(key.value)) found.push(key.value)
    }
    return found
  }
}
