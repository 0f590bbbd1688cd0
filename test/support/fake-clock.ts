import type { Clock } from '../../server/index.ts'

interface Timer {
  readonly ms: number
  readonly tick: () => void
  dueMs: number
}

/** A clock that stands still until a test moves it; sweeps run in order as it passes them. */
export const fakeClock = (wallStartMs = Date.UTC(2030, 0, 1)) => {
  const timers = new Set<Timer>()
  let nowMs = 0

  const nextDue = (untilMs: number): Timer | null => {
    let next: Timer | null = null
    for (const timer of timers) {
      if (timer.dueMs <= untilMs && (next === null || timer.dueMs < next.dueMs)) next = timer
    }
    return next
  }

  const clock: Clock = {
    wallMs: () => wallStartMs + nowMs,
    monotonicMs: () => nowMs,
    every(ms, tick) {
      const timer = { ms, tick, dueMs: nowMs + ms }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    after(ms, then) {
      const timer: Timer = {
        ms,
        dueMs: nowMs + ms,
        tick() {
          timers.delete(timer)
          then()
        },
      }
      timers.add(timer)
    },
  }

  return {
    clock,
    /** Time passes while something works: nothing else happens in it. */
    spend(ms: number): void {
      nowMs += ms
    },

    advance(ms: number): void {
      const untilMs = nowMs + ms
      for (let timer = nextDue(untilMs); timer !== null; timer = nextDue(untilMs)) {
        nowMs = Math.max(nowMs, timer.dueMs)
        timer.dueMs += timer.ms
        timer.tick()
      }
      // What a timer has spent is not taken back.
      nowMs = Math.max(nowMs, untilMs)
    },
  }
}
