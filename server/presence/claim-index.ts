import { type Claim, claimsIn, type Json, type JsonObject } from '../../shared/index.ts'
import { LateMap } from '../base/late-map.ts'

const NONE: ReadonlyMap<string, Claim> = new Map()
const NOBODY: ReadonlyMap<number, Claim> = new Map()

/** What one entry says of keys, and what was read of it. */
interface Read {
  readonly field: Json | undefined
  readonly claims: ReadonlyMap<string, Claim>
}

/** Which entries of a room claim which keys, as their states say: a key is looked up without a look at everybody. */
export class ClaimIndex {
  readonly #readByClient = new LateMap<number, Read>()
  readonly #claimsByKey = new LateMap<string, Map<number, Claim>>()
  /** The latest time of any claim so far, in ms since 1970. */
  latestMs = 0

  /** How many keys are claimed. */
  get size(): number {
    return this.#claimsByKey.size
  }

  keys(): Iterable<string> {
    return this.#claimsByKey.keys()
  }

  /** Those who claim a key, by their clientIDs. */
  claimants(key: string): ReadonlyMap<number, Claim> {
    return this.#claimsByKey.get(key) ?? NOBODY
  }

  /** What an entry claims. */
  claimsOf(clientId: number): ReadonlyMap<string, Claim> {
    return this.#readByClient.get(clientId)?.claims ?? NONE
  }

  /** The state of an entry is this one. */
  put(clientId: number, state: JsonObject): void {
    if (this.#readByClient.get(clientId)?.field === state.claims) return
    this.delete(clientId)
    const claims = claimsIn(state)
    if (claims.size > 0) this.#readByClient.set(clientId, { field: state.claims, claims })
    for (const [key, claim] of claims) {
      this.latestMs = Math.max(this.latestMs, claim.atMs)
      this.#claimsByKey.set(key, new Map(this.claimants(key)).set(clientId, claim))
    }
  }

  delete(clientId: number): void {
    for (const key of this.claimsOf(clientId).keys()) {
      const claimants = this.#claimsByKey.get(key)
      claimants?.delete(clientId)
      if (claimants?.size === 0) this.#claimsByKey.delete(key)
    }
    this.#readByClient.delete(clientId)
  }
}
