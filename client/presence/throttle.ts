import type { Timers } from '../environment.ts'

export interface Throttle {
  /** Asks for `work`: at once where the last time is long enough ago, else when it is. */
  request(): void
  /** Does now what waits. */
  flush(): void
  /** Forgets what waits. */
  cancel(): void
}

/** Calls `work` at most once every `ms`, the first time at once, and always once more after the last request. */
export const createThrottle = (timers: Timers, ms: number, work: () => void): Throttle => {
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
      const waitMs = lastMs + ms - timers.nowMs()
      if (waitMs <= 0) run()
      else cancelTimer = timers.after(waitMs, run)
    },
    flush() {
      if (cancelTimer === null) return
      cancelTimer()
      run()
    },
    cancel() {
      cancelTimer?.()
      cancelTimer = null
    },
  }
}
