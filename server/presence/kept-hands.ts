import type { JsonObject } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'

/** How long a place in the queue is kept for its owner, who has left with the hand up. */
export const KEEP_HAND_MS = 5 * 60_000

/**
 * For so long after a room was loaded, a client that returns with its hand up may say since when, and is believed for so far
 * back: the relay may have restarted, and what it kept is gone. Later nobody needs it, and nobody is believed.
 */
const BELIEVE_FOR_MS = 60_000
const BELIEVE_BACK_MS = 30 * 60_000

/** A hand that was up when its owner left. */
interface KeptHand {
  readonly clientId: number
  readonly handAtMs: number
}

/** A hand that is kept, as nodes tell each other. */
export interface KeptPlace extends KeptHand {
  readonly person: string
  /** So long it is still kept. */
  readonly forMs: number
}

/** A client that appears, with what it says of itself. */
interface Returning {
  readonly person: string
  readonly clientId: number
  readonly state: JsonObject
}

/** The places in the queue of people who left with the hand up. */
export class KeptHands {
  readonly #clock: Clock
  readonly #handByPerson: ExpiringMap<string, KeptHand>
  readonly #loadedAtMs: number
  readonly #loadedAtWallMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#handByPerson = new ExpiringMap(clock)
    this.#loadedAtMs = clock.monotonicMs()
    this.#loadedAtWallMs = clock.wallMs()
  }

  keep(person: string, clientId: number, handAtMs: number): void {
    this.#handByPerson.set(person, { clientId, handAtMs }, KEEP_HAND_MS)
  }

  places(): readonly KeptPlace[] {
    return Array.from(this.#handByPerson.entries(), ([person, hand, forMs]) => ({ person, ...hand, forMs }))
  }

  /** Another node keeps a place. It is here already, most of the time. */
  heard({ person, clientId, handAtMs, forMs }: KeptPlace): void {
    if (this.#handByPerson.get(person) !== undefined) return
    this.#handByPerson.set(person, { clientId, handAtMs }, Math.min(forMs, KEEP_HAND_MS))
  }

  /** The place that somebody left with the hand up and comes back to; null for a new one. */
  take({ person, clientId, state }: Returning): number | null {
    const kept = this.#handByPerson.get(person)
    if (kept === undefined) return this.#believed(state)
    // Another tab of the same person, its hand down, says nothing of the one that is still on its way back.
    if (state.hand !== true && kept.clientId !== clientId) return null
    this.#handByPerson.delete(person)
    return kept.handAtMs
  }

  /** Forgets people who did not come back. */
  sweep(): void {
    this.#handByPerson.sweep()
  }

  #believed({ hand, handAt }: JsonObject): number | null {
    if (hand !== true || typeof handAt !== 'number' || !Number.isSafeInteger(handAt)) return null
    const isEarly = this.#clock.monotonicMs() - this.#loadedAtMs <= BELIEVE_FOR_MS
    const isBefore = handAt <= this.#loadedAtWallMs && handAt >= this.#loadedAtWallMs - BELIEVE_BACK_MS
    return isEarly && isBefore ? handAt : null
  }
}
