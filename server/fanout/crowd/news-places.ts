import type { View } from '../../../shared/index.ts'
import type { News } from '../presence-delta.ts'

/** Where those are who have changed in a tick, as plain numbers: each view of a crowd is compared with all of them. */
export class NewsPlaces {
  readonly #clients: readonly number[]
  readonly #x: Float64Array
  readonly #y: Float64Array

  constructor(news: readonly News[]) {
    // A renewal is for receivers that forget.
    const entries = news.filter(({ change }) => change !== null).map(({ entry }) => entry)
    this.#clients = entries.map(({ clientId }) => clientId)
    this.#x = Float64Array.from(entries, ({ state: { x } }) => placeOf(x))
    this.#y = Float64Array.from(entries, ({ state: { y } }) => placeOf(y))
  }

  /** The clientIDs of those in `view`. */
  *in({ left, top, right, bottom }: View): Iterable<number> {
    for (const [n, clientId] of this.#clients.entries()) {
      const x = this.#x[n] ?? NOWHERE
      const y = this.#y[n] ?? NOWHERE
      if (x >= left && x <= right && y >= top && y <= bottom) yield clientId
    }
  }
}

/** Lies in no view. */
const NOWHERE = Number.NaN

const placeOf = (value: unknown): number => (typeof value === 'number' ? value : NOWHERE)
