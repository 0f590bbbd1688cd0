import { RateLimiterMemory } from 'rate-limiter-flexible'
import { REFUSALS, type RefusalCode } from '../../shared/index.ts'

/** Refused requests of one address in a minute. High: a whole school may come from one address. */
const MOST = 1_000

/** So many are answered as fast as they come: a person with a wrong link is told at once. */
const UNHURRIED = 20

/** How many refused requests there were of an address in this minute: some, many, or more than there may be. */
export type Failures = 'few' | 'many' | 'too-many'

/**
 * Counts the requests of an address that were refused. It keeps nobody out: a good token passes whatever others at its
 * address have sent.
 */
export interface FailedAccessLimit {
  /** Counts this refusal, too. One that time heals counts for nothing. */
  count(address: string, code: RefusalCode): Promise<Failures>
}

export const createFailedAccessLimit = (): FailedAccessLimit => {
  const limiter = new RateLimiterMemory({ points: MOST, duration: 60 })
  return {
    async count(address, code) {
      if (REFUSALS[code].retry === 'later') return 'few'
      const { consumedPoints } = await limiter.penalty(address)
      if (consumedPoints > MOST) return 'too-many'
      return consumedPoints > UNHURRIED ? 'many' : 'few'
    },
  }
}
