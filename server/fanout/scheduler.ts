import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'

/** What a display shows at 60 Hz is not told more often. */
const TICK_MIN_MS = 16

/** Beyond this, people seem to stumble. */
const TICK_MAX_MS = 100

/** Sending takes at most this share of the time: the rest is for reading, and for everything else. */
const SHARE = 1 / 4

/** How much of a new cost counts, against the costs before it. */
const SMOOTHING = 0.2

/** Whatever collects changes and sends them together. */
export interface Outbox {
  /** When it was flushed last, on the monotonic clock. */
  flushedAtMs: number
  flush(): void
}

export interface SchedulerDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** When outboxes are flushed, for the whole relay by one timer: the first change at once, then by the tick. */
export interface Scheduler {
  request(outbox: Outbox): void
  /** The present length of a tick, in ms. */
  readonly tickMs: number
}

export const createScheduler = ({ clock, log, metrics }: SchedulerDeps): Scheduler => {
  const due = new Set<Outbox>()
  let tickMs = TICK_MIN_MS
  let costMs = 0
  let isTimed = false

  const flush = (outbox: Outbox) => {
    try {
      outbox.flush()
    } catch (error) {
      metrics.flushFailures.inc()
      log.error({ err: error }, 'a room could not be flushed')
    }
  }

  const run = (outboxes: readonly Outbox[]) => {
    const startMs = clock.monotonicMs()
    for (const outbox of outboxes) {
      // Set before: what happens while it is flushed belongs to the next tick.
      outbox.flushedAtMs = startMs
      flush(outbox)
    }
    costMs += (clock.monotonicMs() - startMs - costMs) * SMOOTHING
    tickMs = Math.min(TICK_MAX_MS, Math.max(TICK_MIN_MS, costMs / SHARE))
  }

  const pass = () => {
    isTimed = false
    const outboxes = [...due]
    due.clear()
    run(outboxes)
  }

  return {
    request(outbox) {
      if (due.has(outbox)) return
      const waitMs = outbox.flushedAtMs + tickMs - clock.monotonicMs()
      if (waitMs <= 0) {
        run([outbox])
        return
      }
      due.add(outbox)
      if (isTimed) return
      isTimed = true
      clock.after(waitMs, pass)
    },

    get tickMs() {
      return tickMs
    },
  }
}
