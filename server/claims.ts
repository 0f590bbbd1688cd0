import type { JsonObject } from '../shared/index.ts'
import type { Clock } from './clock.ts'

/** An owner whose life can be asked after. */
export interface Contested {
  /** When anything was last heard from it, on the monotonic clock. */
  readonly heardAtMs: number
  readonly isOpen: boolean
  /** Asks for a sign of life. */
  ping(): void
  /** Ends it without waiting for its answer. */
  terminate(): void
}

/** A network that is up answers a ping in far less; a half-open socket never does. */
const ANSWER_MS = 750

interface Claim<Claimant> {
  readonly claimant: Claimant
  readonly holder: Contested
  readonly askedAtMs: number
  state: JsonObject
}

/**
 * Claims to entries that somebody else holds. The holder is pinged: if it answers, the claim falls; if not, its
 * socket was dead, it ends, and the claimant has the entry. So nobody can take a living person's place, and
 * whoever changed networks is back in under a second, not after the dead socket's deadline.
 */
export const createClaims = <Claimant>(clock: Clock) => {
  const claimByClient = new Map<number, Claim<Claimant>>()

  return {
    open(clientId: number, claimant: Claimant, holder: Contested, state: JsonObject): void {
      claimByClient.set(clientId, { claimant, holder, askedAtMs: clock.monotonicMs(), state })
      holder.ping()
    },

    /** Keeps the newest state of a claim that waits; false where `claimant` has none for this clientID. */
    update(clientId: number, claimant: Claimant, state: JsonObject): boolean {
      const claim = claimByClient.get(clientId)
      if (claim?.claimant !== claimant) return false
      claim.state = state
      return true
    },

    isWaiting(clientId: number, claimant: Claimant): boolean {
      return claimByClient.get(clientId)?.claimant === claimant
    },

    drop(claimant: Claimant): void {
      for (const [clientId, claim] of claimByClient) {
        if (claim.claimant === claimant) claimByClient.delete(clientId)
      }
    },

    /** Settles what can be settled; `grant` is called for each claim that won. */
    sweep(grant: (clientId: number, claimant: Claimant, state: JsonObject) => void): void {
      const nowMs = clock.monotonicMs()
      for (const [clientId, { claimant, holder, askedAtMs, state }] of claimByClient) {
        if (holder.isOpen && holder.heardAtMs > askedAtMs) claimByClient.delete(clientId)
        else if (!holder.isOpen || nowMs - askedAtMs >= ANSWER_MS) {
          claimByClient.delete(clientId)
          holder.terminate()
          grant(clientId, claimant, state)
        }
      }
    },
  }
}
