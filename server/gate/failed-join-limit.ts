import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Refused requests of one address in a minute. High: a whole school may come from one address. */
const REFUSALS_PER_MINUTE = 1_000

/** An address that is refused again and again is not looked at any more for a while: a token costs time to check. */
export interface FailedJoinLimit {
  isReached(address: string): Promise<boolean>
  count(address: string): Promise<void>
}

export const createFailedJoinLimit = (perMinute = REFUSALS_PER_MINUTE): FailedJoinLimit => {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    async isReached(address) {
      const counted = await limiter.get(address)
      return counted !== null && counted.consumedPoints >= perMinute
    },
    async count(address) {
      await limiter.penalty(address)
    },
  }
}
