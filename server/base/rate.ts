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
