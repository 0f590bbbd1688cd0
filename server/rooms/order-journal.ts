import type { Context } from '../base/context.ts'
import type { Store } from '../store/store.ts'
import type { Policy } from './policy.ts'

const RETRY_MS = 1_000

/** A store that has not answered for so long fails, whatever it says later. */
const STALLED_MS = 10_000

export interface OrderJournalDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Pick<Store, 'order'>
}

/** The orders of one room on their way to the store, retried until they are there. */
export class OrderJournal {
  readonly #room: string
  readonly #policy: Policy
  readonly #deps: OrderJournalDeps
  #writing: Promise<void> | null = null
  #isScheduled = false
  #hasFailed = false
  #isDiscarded = false
  /** When the store was asked for what it has not done yet, or failed to do. */
  #askedAtMs = 0

  constructor(room: string, policy: Policy, deps: OrderJournalDeps) {
    this.#room = room
    this.#policy = policy
    this.#deps = deps
  }

  get isFailing(): boolean {
    const isStalled = this.#writing !== null && this.#msSinceAsked >= STALLED_MS
    return this.#hasFailed || isStalled
  }

  /** Something was ordered: it is written with all that is ordered in the same turn of the event loop. */
  changed(): void {
    if (this.#isScheduled || this.#hasFailed) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      void this.flush()
    })
  }

  /** Writes what waits, and gives true when all of it is in the store. */
  async flush(): Promise<boolean> {
    do {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null
      })
      await this.#writing
    } while (this.#policy.isUnwritten && !this.#hasFailed && !this.#isDiscarded)
    return !this.#hasFailed
  }

  sweep(): void {
    if (this.#hasFailed && this.#msSinceAsked >= RETRY_MS) void this.flush()
  }

  /** Writes nothing any more: the room is gone. */
  discard(): void {
    this.#isDiscarded = true
    this.#hasFailed = false
  }

  get #msSinceAsked(): number {
    return this.#deps.clock.monotonicMs() - this.#askedAtMs
  }

  async #write(): Promise<void> {
    const { store, clock, log, metrics } = this.#deps
    const room = this.#room
    try {
      for (;;) {
        const changes = this.#policy.takeChanges()
        if (changes === null || this.#isDiscarded) break
        this.#askedAtMs = clock.monotonicMs()
        try {
          await store.order(room, changes)
        } catch (error) {
          this.#policy.giveBack(changes)
          throw error
        }
      }
      this.#hasFailed = false
    } catch (error) {
      this.#hasFailed = !this.#isDiscarded
      metrics.storeFailures.inc({ operation: 'order' })
      log.error({ room, operation: 'order', err: error }, 'the store failed')
    }
  }
}
