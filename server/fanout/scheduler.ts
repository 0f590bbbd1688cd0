import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { createLoad } from './load.ts'

/** Whatever collects changes and sends them together. */
export interface Outbox {
  /** The part of a tick for which changes are collected. */
  readonly share: number
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
  const load = createLoad(clock)
  const dueMsByOutbox = new Map<Outbox, number>()
  /** When the timer goes off; infinite where none runs. */
  let timedMs = Number.POSITIVE_INFINITY

  const flush = (outbox: Outbox) => {
    const startMs = clock.monotonicMs()
    // Set before: what happens while it is flushed belongs to the next tick.
    outbox.flushedAtMs = startMs
    try {
      outbox.flush()
    } catch (error) {
      metrics.flushFailures.inc()
      log.error({ err: error }, 'a room could not be flushed')
    }
    load.spent(clock.monotonicMs() - startMs)
  }

  const arm = (dueMs: number) => {
    if (dueMs >= timedMs) return
    timedMs = dueMs
    clock.after(dueMs - clock.monotonicMs(), () => {
      // A later one was set before an earlier one: it has nothing to do.
      if (timedMs === dueMs) pass()
    })
  }

  const pass = () => {
    timedMs = Number.POSITIVE_INFINITY
    // Those that are nearly due go along: from then on they are due together.
    const untilMs = clock.monotonicMs() + load.tickMs / 2
    let nextMs = Number.POSITIVE_INFINITY
    for (const [outbox, dueMs] of [...dueMsByOutbox]) {
      if (dueMs <= untilMs) {
        dueMsByOutbox.delete(outbox)
        flush(outbox)
      } else nextMs = Math.min(nextMs, dueMs)
    }
    if (nextMs !== Number.POSITIVE_INFINITY) arm(nextMs)
  }

  return {
    request(outbox) {
      if (dueMsByOutbox.has(outbox)) return
      const dueMs = outbox.flushedAtMs + load.tickMs * outbox.share
      if (dueMs <= clock.monotonicMs()) {
        flush(outbox)
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
