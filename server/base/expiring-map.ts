import type { Clock } from './clock.ts'
import { LateMap } from './late-map.ts'

interface Timed<Value> {
  readonly value: Value
  readonly untilMs: number
}

interface ExpiringMapOptions {
  /** How many entries there may be: of more, the oldest goes. */
  readonly most?: number
}

/** A map that forgets: each entry after a time, and the oldest where there are too many. */
export class ExpiringMap<Key, Value> {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #most: number
  readonly #timedByKey = new LateMap<Key, Timed<Value>>()

  constructor(
    clock: Pick<Clock, 'monotonicMs'>,
    { most = Number.POSITIVE_INFINITY }: ExpiringMapOptions = {},
  ) {
    this.#clock = clock
    this.#most = most
  }

  get size(): number {
    return this.#timedByKey.size
  }

  get(key: Key): Value | undefined {
    const timed = this.#timedByKey.get(key)
    return timed === undefined || timed.untilMs <= this.#clock.monotonicMs() ? undefined : timed.value
  }

  /** Puts an entry at the young end, for `forMs`; without it the entry stays until it is deleted or too old. */
  set(key: Key, value: Value, forMs = Number.POSITIVE_INFINITY): void {
    this.#timedByKey.delete(key)
    this.#timedByKey.set(key, { value, untilMs: this.#clock.monotonicMs() + forMs })
    const oldest = this.#timedByKey.keys().next()
    if (this.#timedByKey.size > this.#most && !oldest.done) this.#timedByKey.delete(oldest.value)
  }

  /** Those that have not ended, each with the ms that are left to it. */
  *entries(): Iterable<readonly [Key, Value, number]> {
    const nowMs = this.#clock.monotonicMs()
    for (const [key, { value, untilMs }] of this.#timedByKey)
      if (untilMs > nowMs) yield [key, value, untilMs - nowMs]
  }

  delete(key: Key): void {
    this.#timedByKey.delete(key)
  }

  /** Gives back the memory of what has ended. */
  sweep(): void {
    if (this.#timedByKey.size === 0) return
    const nowMs = this.#clock.monotonicMs()
    for (const [key, { untilMs }] of this.#timedByKey) if (untilMs <= nowMs) this.#timedByKey.delete(key)
  }
}
