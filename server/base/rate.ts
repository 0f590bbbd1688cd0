import type { Clock } from './clock.ts'

/** A token bucket: `take` is true while there is one left; they come back at `perSecond`. */
export const createBucket = (clock: Clock, capacity: number, perSecond: number) => {
  let tokens = capacity
  let atMs = clock.monotonicMs()

  return {
    take(): boolean {
      const nowMs = clock.monotonicMs()
      tokens = Math.min(capacity, tokens + ((nowMs - atMs) / 1000) * perSecond)
      atMs = nowMs
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}

/** A budget that may be overdrawn once: `spend` is false from then on, until what was spent has come back. */
export const createBudget = (clock: Clock, capacity: number, perSecond: number) => {
  let credit = capacity
  let atMs = clock.monotonicMs()

  const refill = () => {
    const nowMs = clock.monotonicMs()
    credit = Math.min(capacity, credit + ((nowMs - atMs) / 1000) * perSecond)
    atMs = nowMs
    return credit >= 0
  }

  return {
    spend(amount: number): boolean {
      refill()
      credit -= amount
      return credit >= 0
    },
    hasCredit: refill,
  }
}
