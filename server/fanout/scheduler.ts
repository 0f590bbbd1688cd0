import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { createLoad, type Load } from './load.ts'

/** How much of a new cost counts, against those before it. */
const SMOOTHING = 0.2

/** Whatever collects changes and sends them together. */
export interface Outbox {
  /** Whose it is, for the log. */
  readonly room: string
  /** For how long changes are collected after a flush, in ms. */
  waitMs(load: Load): number
  /** When it was flushed last, on the monotonic clock. */
  flushedAtMs: number
  /** What a flush of it takes, in ms, of late. */
  costMs: number
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
  const load = createLoad(clock)
  const dueMsByOutbox = new Map<Outbox, number>()
  /** When the timer goes off; infinite where none runs. */
  let timedMs = Number.POSITIVE_INFINITY
  let isFlushing = false

  const flush = (outbox: Outbox, dueMs: number) => {
    const startMs = clock.monotonicMs()
    // Whoever goes along a little early is no sooner due again for that.
    outbox.flushedAtMs = Math.max(startMs, dueMs)
    isFlushing = true
    try {
      outbox.flush()
    } catch (error) {
      metrics.flushFailures.inc()
      log.error({ room: outbox.room, err: error }, 'a room could not be flushed')
    } finally {
      isFlushing = false
    }
    const tookMs = clock.monotonicMs() - startMs
    outbox.costMs = outbox.costMs === 0 ? tookMs : outbox.costMs + (tookMs - outbox.costMs) * SMOOTHING
    load.spent(tookMs)
  }

  const arm = (dueMs: number) => {
    if (dueMs >= timedMs) return
    timedMs = dueMs
    clock.after(Math.max(0, dueMs - clock.monotonicMs()), () => {
      // A later one was set before an earlier one: it has nothing to do.
      if (timedMs === dueMs) pass(dueMs)
    })
  }

  const pass = (timerMs: number) => {
    timedMs = Number.POSITIVE_INFINITY
    // Those that are nearly due go along: from then on they are due together. A timer may be a little early.
    const untilMs = Math.max(timerMs, clock.monotonicMs()) + load.tickMs / 2
    let nextMs = Number.POSITIVE_INFINITY
    for (const [outbox, dueMs] of [...dueMsByOutbox]) {
      if (dueMs <= untilMs) {
        dueMsByOutbox.delete(outbox)
        flush(outbox, dueMs)
      } else nextMs = Math.min(nextMs, dueMs)
    }
    if (nextMs !== Number.POSITIVE_INFINITY) arm(nextMs)
  }

  return {
    request(outbox) {
      if (dueMsByOutbox.has(outbox)) return
      const dueMs = outbox.flushedAtMs + outbox.waitMs(load)
      // What is asked for while something is flushed is for the next tick, however long flushing takes.
      if (dueMs <= clock.monotonicMs() && !isFlushing) {
        flush(outbox, dueMs)
        return
      }
      dueMsByOutbox.set(outbox, dueMs)
      arm(dueMs)
    },

    get tickMs() {
      return load.tickMs
    },
  }
}
