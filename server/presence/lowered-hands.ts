import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import { KEEP_HAND_MS } from './kept-hands.ts'

/**
 * Hands that a host has lowered, and whose owners may not know it yet. A client that says all of itself goes on saying that its
 * hand is up until it has heard; a client that comes back does, too.
 */
export class LoweredHands {
  /** The clock of each entry with the hand down: an owner that has a later one has heard of it. */
  readonly #clockByClient: ExpiringMap<number, number>

  constructor(clock: Clock) {
    this.#clockByClient = new ExpiringMap(clock)
  }

  /** The clock of an entry whose hand a host has lowered; undefined where its owner knows, or there was none. */
  clockOf(clientId: number): number | undefined {
    return this.#clockByClient.get(clientId)
  }

  /** All of them, by clientID. */
  clocks(): readonly (readonly [clientId: number, clock: number])[] {
    return Array.from(this.#clockByClient.entries(), ([clientId, clock]) => [clientId, clock] as const)
  }

  lower(clientId: number, clock: number): void {
    this.#clockByClient.set(clientId, clock)
  }

  /** Whether a raised hand stays down, since its owner has said so before it heard. */
  keepsDown(clientId: number, heardClock: number): boolean {
    const lowered = this.#clockByClient.get(clientId)
    if (lowered === undefined) return false
    // Its owner is there (again): what it says may be as old as it likes.
    this.#clockByClient.set(clientId, lowered)
    return heardClock <= lowered
  }

  /** Its owner knows: the hand may go up again. */
  known(clientId: number): void {
    this.#clockByClient.delete(clientId)
  }

  left(clientId: number): void {
    const lowered = this.#clockByClient.get(clientId)
    if (lowered !== undefined) this.#clockByClient.set(clientId, lowered, KEEP_HAND_MS)
  }

  /** Forgets owners who did not come back. */
  sweep(): void {
    this.#clockByClient.sweep()
  }
}
