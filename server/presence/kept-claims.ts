import { type Claim, holdsBefore } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'

/** How long a key is kept for somebody who was lost: for so long the others see them as `reconnecting`, too ([CP5]). */
const KEEP_CLAIM_MS = 10_000

/** A key of somebody who was lost a moment ago. */
export interface KeptClaim extends Claim {
  readonly clientId: number
  /** The verified id; null for somebody anonymous. */
  readonly person: string | null
}

/** The keys of people who were lost without a goodbye, and may be on their way back. */
export class KeptClaims {
  readonly #claimByKey: ExpiringMap<string, KeptClaim>

  constructor(clock: Clock) {
    this.#claimByKey = new ExpiringMap(clock)
  }

  get size(): number {
    return this.#claimByKey.size
  }

  get(key: string): KeptClaim | null {
    return this.#claimByKey.get(key) ?? null
  }

  keep(key: string, claim: KeptClaim): void {
    const kept = this.get(key)
    // Of two who had it on two nodes, the one whom it would have been settled for.
    if (kept === null || holdsBefore(claim, kept)) this.#claimByKey.set(key, claim, KEEP_CLAIM_MS)
  }

  drop(key: string): void {
    this.#claimByKey.delete(key)
  }

  /** Somebody has these keys: what is kept for that one, or was taken later, is kept no more. */
  heard(claims: ReadonlyMap<string, Claim>): void {
    for (const [key, { atMs }] of claims) if (atMs <= (this.get(key)?.atMs ?? -1)) this.drop(key)
  }

  /** All of them, by their keys. */
  *entries(): Iterable<readonly [string, KeptClaim]> {
    for (const [key, claim] of this.#claimByKey.entries()) yield [key, claim]
  }

  /** Forgets people who did not come back. */
  sweep(): void {
    this.#claimByKey.sweep()
  }
}
