import type { Timers } from '../environment.ts'

export interface Throttle {
  /** Asks for `work`: at once where the last time is long enough ago, else when it is. */
  request(): void
  /** Forgets what waits. */
  cancel(): void
}

/** Calls `work` at most once in the ms that `gapMs` gives, the first time at once, and always once more after the last request. */
export const createThrottle = (timers: Timers, gapMs: () => number, work: () => void): Throttle => {
  let cancelTimer: (() => void) | null = null
  let lastMs = Number.NEGATIVE_INFINITY

  const run = () => {
    cancelTimer = null
    lastMs = timers.nowMs()
    work()
  }

  return {
    request() {
      if (cancelTimer !== null) return
      const waitMs = lastMs + gapMs() - timers.nowMs()
      if (waitMs <= 0) run()
      else cancelTimer = timers.after(waitMs, run)
    },
    cancel() {
      cancelTimer?.()
      cancelTimer = null
    },
  }
}
