/**
 * Goes round and round the keys of a map, which may change meanwhile: a lap has the keys that were there when it began, first those that
 * came during the lap before. So a key that stays is met in each lap, however many others come.
 */
export class Lap {
  readonly #map: ReadonlyMap<number, unknown>
  /** Of this lap, in its order. */
  #keys: readonly number[] = []
  readonly #known = new Set<number>()
  #met = 0

  constructor(map: ReadonlyMap<number, unknown>) {
    this.#map = map
  }

  /** The next keys that `accepts` lets in, `most` of them; fewer where there are no more in a whole lap. */
  next(most: number, accepts: (key: number) => boolean): number[] {
    const found: number[] = []
    for (let left = this.#map.size; left > 0 && found.length < most; ) {
      if (this.#met === this.#keys.length) this.#begin()
      const key = this.#keys[this.#met] as number
      this.#met += 1
      if (!this.#map.has(key)) continue
      left -= 1
      if (accepts(key)) found.push(key)
    }
    return found
  }

  #begin(): void {
    this.#met = 0
    const stayed = this.#keys.filter((key) => this.#map.has(key) || !this.#known.delete(key))
    const came: number[] = []
    for (const key of this.#map.keys()) {
      if (this.#known.has(key)) continue
      this.#known.add(key)
      came.push(key)
    }
    this.#keys = [...came, ...stayed]
  }
}
