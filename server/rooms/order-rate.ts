import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import type { Limits } from '../base/limits.ts'
import { Bucket } from '../base/rate.ts'

/** How many times what is allowed in a second may come at once. */
const BURST = 4

/** A host that has ordered nothing for so long has all of it again. */
const FORGET_MS = 60_000
const HOSTS = 10_000

/** How many orders a host makes, in all rooms together. */
export class OrderRate {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #bucketByHost

  constructor(clock: Clock, { orders }: Pick<Limits, 'orders'>) {
    this.#clock = clock
    this.#perSecond = orders
    this.#bucketByHost = new ExpiringMap<string, Bucket>(clock, { most: HOSTS })
  }

  /** Whether `host` may order something now. */
  take(host: string): boolean {
    const bucket =
      this.#bucketByHost.get(host) ??
      new Bucket(this.#clock, { burst: BURST * this.#perSecond, perSecond: this.#perSecond })
    this.#bucketByHost.set(host, bucket, FORGET_MS)
    return bucket.take()
  }
}
