import type { JsonObject } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'

/** A hand that was up when its owner went: it keeps its place in the queue for whoever comes back. */
interface KeptHand {
  readonly clientId: number
  readonly handAtMs: number
  readonly untilMs: number
}

const KEEP_MS = 5 * 60_000

/**
 * For so long after a room was loaded, whoever returns with the hand up may say since when, and is believed for so far
 * back: the relay may have restarted, and what it kept is gone. Later nobody needs it, and nobody is believed.
 */
const BELIEVE_FOR_MS = 60_000
const BELIEVE_BACK_MS = 30 * 60_000

/** Whoever appears, with what they say of themselves. */
interface Returning {
  readonly person: string
  readonly clientId: number
  readonly state: JsonObject
}

/** The places in the queue of those who went with the hand up. */
export const createKeptHands = (clock: Clock) => {
  const handByPerson = new Map<string, KeptHand>()
  const loadedAtMs = clock.monotonicMs()
  const loadedAtWallMs = clock.wallMs()

  const believed = ({ hand, handAt }: JsonObject): number | null => {
    if (hand !== true || typeof handAt !== 'number' || !Number.isSafeInteger(handAt)) return null
    const isEarly = clock.monotonicMs() - loadedAtMs <= BELIEVE_FOR_MS
    const isBefore = handAt <= loadedAtWallMs && handAt >= loadedAtWallMs - BELIEVE_BACK_MS
    return isEarly && isBefore ? handAt : null
  }

  return {
    keep(person: string, clientId: number, handAtMs: number): void {
      handByPerson.set(person, { clientId, handAtMs, untilMs: clock.monotonicMs() + KEEP_MS })
    },

    /** The place that somebody left with the hand up and comes back to; null for a new one. */
    take({ person, clientId, state }: Returning): number | null {
      const kept = handByPerson.get(person)
      if (kept === undefined) return believed(state)
      // Another tab of the same person, its hand down, says nothing of the one that is still on its way back.
      if (state.hand !== true && kept.clientId !== clientId) return null
      handByPerson.delete(person)
      return kept.handAtMs
    },

    /** Forgets those who did not come back. */
    sweep(): void {
      if (handByPerson.size === 0) return
      const nowMs = clock.monotonicMs()
      for (const [person, { untilMs }] of handByPerson) if (untilMs <= nowMs) handByPerson.delete(person)
    },
  }
}
