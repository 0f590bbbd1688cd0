import type { Clock } from '../base/clock.ts'
import type { Context } from '../base/context.ts'
import { timeLimit } from '../base/time-limit.ts'
import { createLoad, type Load } from './load.ts'
import { TELL_MS } from './tell-in-turn.ts'

/** How much of a new cost counts, against those before it. */
const SMOOTHING = 0.2

/** A flush that failed is tried again with the next tick; one that fails so often in a row will not be mended by that. */
const FAILURES = 3

/** What collects changes and sends them together. */
export interface Outbox {
  /** Whose it is, for the log. */
  readonly room: string
  /** For how long changes are collected after a flush, in ms. */
  waitMs(load: Load): number
  /** When it was flushed last, on the monotonic clock. */
  flushedAtMs: number
  /** What a flush of it takes, in ms, of late. */
  costMs: number
  /** Sends what there is, or as much of it as a turn takes. Where it throws, the next flush has all of it again. */
  flush(): void
  /** Its flushes fail again and again. */
  broken(): void
}

/** When outboxes are flushed, for the whole relay by one timer: the first change at once, then by the tick. */
export class Scheduler {
  readonly #clock: Clock
  readonly #fence: Context['fence']
  readonly #load
  readonly #dueMsByOutbox = new Map<Outbox, number>()
  readonly #failuresByOutbox = new Map<Outbox, number>()
  /** When the timer goes off; infinite where none runs. */
  #timedMs = Number.POSITIVE_INFINITY
  #isFlushing = false

  constructor({ clock, fence }: Pick<Context, 'clock' | 'fence'>) {
    this.#clock = clock
    this.#fence = fence
    this.#load = createLoad(clock)
  }

  /** The present length of a tick, in ms. */
  get tickMs(): number {
    return this.#load.tickMs
  }

  request(outbox: Outbox): void {
    if (this.#dueMsByOutbox.has(outbox)) return
    const dueMs = outbox.flushedAtMs + outbox.waitMs(this.#load)
    // What is asked for while something is flushed is for the next tick, however long flushing takes.
    if (dueMs <= this.#clock.monotonicMs() && !this.#isFlushing) {
      this.#flush(outbox, dueMs)
      return
    }
    this.#dueMsByOutbox.set(outbox, dueMs)
    this.#arm(dueMs)
  }

  /** A flush goes on in the next turn of the event loop: what it had to send took long. */
  resume(outbox: Outbox): void {
    const dueMs = this.#clock.monotonicMs()
    this.#dueMsByOutbox.set(outbox, dueMs)
    this.#arm(dueMs)
  }

  #flush(outbox: Outbox, dueMs: number): void {
    const startMs = this.#clock.monotonicMs()
    // An outbox that goes along a little early is no sooner due again for that.
    outbox.flushedAtMs = Math.max(startMs, dueMs)
    this.#isFlushing = true
    try {
      outbox.flush()
      if (this.#failuresByOutbox.size > 0) this.#failuresByOutbox.delete(outbox)
    } catch (error) {
      this.#failed(outbox, error)
    } finally {
      this.#isFlushing = false
    }
    const tookMs = this.#clock.monotonicMs() - startMs
    outbox.costMs = outbox.costMs === 0 ? tookMs : outbox.costMs + (tookMs - outbox.costMs) * SMOOTHING
    this.#load.spent(tookMs)
  }

  #failed(outbox: Outbox, error: unknown): void {
    const { room } = outbox
    this.#fence.failed('flush', error, { room })
    const failures = (this.#failuresByOutbox.get(outbox) ?? 0) + 1
    if (failures >= FAILURES) {
      this.#failuresByOutbox.delete(outbox)
      this.#fence.run('flush', { room }, () => outbox.broken())
    } else {
      this.#failuresByOutbox.set(outbox, failures)
      this.request(outbox)
    }
  }

  #arm(dueMs: number): void {
    if (dueMs >= this.#timedMs) return
    this.#timedMs = dueMs
    this.#clock.after(Math.max(0, dueMs - this.#clock.monotonicMs()), () => {
      // A later one was set before an earlier one: it has nothing to do.
      if (this.#timedMs === dueMs) this.#pass(dueMs)
    })
  }

  #pass(timerMs: number): void {
    this.#timedMs = Number.POSITIVE_INFINITY
    // Outboxes that are nearly due go along: from then on they are due together. A timer may be a little early.
    const untilMs = Math.max(timerMs, this.#clock.monotonicMs()) + this.#load.tickMs / 2
    const isOver = timeLimit(this.#clock, TELL_MS)
    let nextMs = Number.POSITIVE_INFINITY
    for (const [outbox, dueMs] of [...this.#dueMsByOutbox]) {
      if (dueMs <= untilMs && !isOver()) {
        this.#dueMsByOutbox.delete(outbox)
        this.#fence.run('flush', { room: outbox.room }, () => this.#flush(outbox, dueMs))
      } else nextMs = Math.min(nextMs, dueMs)
    }
    if (nextMs !== Number.POSITIVE_INFINITY) this.#arm(nextMs)
  }
}
