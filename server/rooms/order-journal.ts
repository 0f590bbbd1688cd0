import type { Context } from '../base/context.ts'
import {
  type ChangedPolicy,
  isChangedPolicy,
  type OrderChanges,
  readPolicy,
  type Store,
  type StoredOrders,
} from '../store/store.ts'
import type { Policy } from './policy.ts'

const RETRY_MS = 1_000

/** A store that has not answered for so long fails, whatever it says later. */
const STALLED_MS = 10_000

export interface OrderJournalDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Pick<Store, 'order' | 'orders'>
}

export interface OrderJournalOptions {
  readonly room: string
  readonly policy: Policy
  /** How often orders had changed when they were read. */
  readonly version: number
  /** Others have ordered something: these are all orders now. */
  readonly onOthers: (orders: StoredOrders) => void
}

/** The orders of one room on their way to the store, retried until they are there. */
export class OrderJournal {
  readonly #room: string
  readonly #policy: Policy
  readonly #onOthers: OrderJournalOptions['onOthers']
  #version: number
  /** There are orders of others that we have not read. */
  #isBehind = false
  readonly #deps: OrderJournalDeps
  #writing: Promise<void> | null = null
  #isScheduled = false
  #hasFailed = false
  #isDiscarded = false
  /** When the store was asked for what it has not done yet, or failed to do. */
  #askedAtMs = 0

  constructor({ room, policy, version, onOthers }: OrderJournalOptions, deps: OrderJournalDeps) {
    this.#room = room
    this.#policy = policy
    this.#version = version
    this.#onOthers = onOthers
    this.#deps = deps
  }

  get isFailing(): boolean {
    const isStalled = this.#writing !== null && this.#msSinceAsked >= STALLED_MS
    return this.#hasFailed || isStalled
  }

  /** It writes, or will write. */
  get isAtWork(): boolean {
    return this.#isScheduled || this.#writing !== null || this.#hasFailed
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

  /** How often orders have changed, as far as is known here. */
  get version(): number {
    return this.#version
  }

  /** Orders have changed so often, as the store says, or another node: where that is news, they are read. */
  look(version: number): void {
    if (version <= this.#version) return
    this.#isBehind = true
    this.changed()
  }

  /** Writes what waits, and gives true when all of it is in the store. */
  async flush(): Promise<boolean> {
    do {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null
      })
      await this.#writing
    } while ((this.#policy.isUnwritten || this.#isBehind) && !this.#hasFailed && !this.#isDiscarded)
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

  async #order(changes: OrderChanges): Promise<void> {
    try {
      const taken: unknown = await this.#deps.store.order(this.#room, changes, this.#version)
      if (!isChangedPolicy(taken) || !this.#isWhole(taken)) throw new TypeError('order gave no stored orders')
      this.#took(taken, true)
    } catch (error) {
      this.#policy.giveBack(changes)
      throw error
    }
  }

  /** Orders of others are told with all that there are. */
  #isWhole({ orders, policyVersion }: ChangedPolicy): boolean {
    return orders !== null || policyVersion === this.#version + 1
  }

  #took({ orders, policyVersion }: ChangedPolicy, isOurs: boolean): void {
    this.#isBehind = false
    if (policyVersion <= this.#version) return
    const isOursAlone = isOurs && policyVersion === this.#version + 1
    this.#version = policyVersion
    if (!isOursAlone && orders !== null) this.#onOthers(orders)
  }

  async #write(): Promise<void> {
    const { store, clock, log, metrics } = this.#deps
    const room = this.#room
    try {
      for (;;) {
        const changes = this.#policy.takeChanges()
        if ((changes === null && !this.#isBehind) || this.#isDiscarded) break
        this.#askedAtMs = clock.monotonicMs()
        if (changes === null) this.#took(await readPolicy(store, room), false)
        else await this.#order(changes)
      }
      this.#hasFailed = false
    } catch (error) {
      this.#hasFailed = !this.#isDiscarded
      metrics.storeFailures.inc({ operation: 'order' })
      log.error({ room, operation: 'order', err: error }, 'the store failed')
    }
  }
}
