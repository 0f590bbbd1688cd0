import type { Context } from '../base/context.ts'
import type { Store, StoreHealth } from '../store/store.ts'
import type { Room } from './room.ts'

/** So often a store is asked how it is. */
const CHECK_MS = 1_000

export interface StoreWatchDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'fence'> {
  readonly store: Pick<Store, 'check'>
}

/** Asks the store how it is, and says what has become of it. */
export class StoreWatch {
  readonly #deps: StoreWatchDeps
  readonly #rooms: () => Iterable<Room>
  #health: StoreHealth = { fault: null, missing: 0, renewals: [] }
  #checkAtMs = Number.NEGATIVE_INFINITY
  #isChecking = false
  #hadFailed = false

  /** `rooms` gives those that are open. */
  constructor(deps: StoreWatchDeps, rooms: () => Iterable<Room>) {
    this.#deps = deps
    this.#rooms = rooms
  }

  get isFailing(): boolean {
    return this.#health.fault !== null
  }

  /** `isFailing`: something of any room fails. */
  sweep(isFailing: boolean): void {
    const { store, clock, log } = this.#deps
    if (this.#hadFailed && !isFailing) log.info({}, 'the store works again')
    this.#hadFailed = isFailing
    if (this.#isChecking || store.check === undefined || clock.monotonicMs() < this.#checkAtMs) return
    this.#checkAtMs = clock.monotonicMs() + CHECK_MS
    this.#isChecking = true
    void this.#check()
  }

  async #check(): Promise<void> {
    try {
      const health = await this.#deps.store.check?.()
      if (health !== undefined) this.#take({ ...health, renewals: [...health.renewals] })
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#isChecking = false
    }
  }

  #take(health: StoreHealth): void {
    const { log, metrics } = this.#deps
    const before = this.#health
    this.#health = health
    const { fault, missing, renewals } = health
    if (fault !== null && fault !== before.fault) this.#failed(new Error(fault))
    if (missing > before.missing) {
      metrics.missing.inc(missing - before.missing)
      log.error({ missing: missing - before.missing }, 'records that were acknowledged are missing')
    }
    if (renewals.length === before.renewals.length) return
    for (const what of renewals.slice(before.renewals.length))
      log.error({ what }, 'the store was made anew, since what it had written to was taken away')
    this.#writeAgain()
  }

  /** Writes all that is in memory: a store that was made anew may lack it. */
  #writeAgain(): void {
    for (const room of this.#rooms()) {
      this.#deps.fence.run('sweep', { room: room.id }, () => {
        if (room.hasContent) room.journal?.missed()
        room.moderation.policy.rewrite()
        room.broadcast.stir()
      })
    }
  }

  #failed(error: unknown): void {
    const { log, metrics } = this.#deps
    metrics.storeFailures.inc({ operation: 'check' })
    log.error({ operation: 'check', err: error }, 'the store failed')
  }
}
