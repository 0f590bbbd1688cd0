import type { Clock } from '../base/clock.ts'

/** As long as a place in the queue is kept for whoever comes back. */
const KEEP_MS = 5 * 60_000

interface Lowered {
  /** Of the entry with the hand down: whoever has a later one has heard of it. */
  readonly clock: number
  /** Infinite while its owner is there. */
  untilMs: number
}

/**
 * Whose hand a host has lowered, and who may not know it yet. A client that says all of itself goes on saying that its hand
 * is up until it has heard; one that comes back does, too.
 */
export class LoweredHands {
  readonly #clock: Clock
  readonly #loweredByClient = new Map<number, Lowered>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  lower(clientId: number, clock: number): void {
    this.#loweredByClient.set(clientId, { clock, untilMs: Number.POSITIVE_INFINITY })
  }

  /** Whether a raised hand stays down, since its owner has said so before it heard. */
  keepsDown(clientId: number, heardClock: number): boolean {
    const lowered = this.#loweredByClient.get(clientId)
    if (lowered === undefined) return false
    lowered.untilMs = Number.POSITIVE_INFINITY
    return heardClock <= lowered.clock
  }

  /** Its owner knows: the hand may go up again. */
  known(clientId: number): void {
    this.#loweredByClient.delete(clientId)
  }

  left(clientId: number): void {
    const lowered = this.#loweredByClient.get(clientId)
    if (lowered !== undefined) lowered.untilMs = this.#clock.monotonicMs() + KEEP_MS
  }

  /** Forgets those who did not come back. */
  sweep(): void {
    if (this.#loweredByClient.size === 0) return
    const nowMs = this.#clock.monotonicMs()
    for (const [clientId, { untilMs }] of this.#loweredByClient)
      if (untilMs <= nowMs) this.#loweredByClient.delete(clientId)
  }
}
