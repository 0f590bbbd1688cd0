import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import { Budget } from '../base/rate.ts'

/** So many ms the relay may work on the answers to one connection; the bytes that it sends count as well. */
const CONNECTION_MS = { burst: 3_000, perSecond: 100 }

/** And to all connections of one address: a whole school may come from one, and come back at once. */
const ADDRESS_MS = { burst: 30_000, perSecond: 500 }

/** After this time the budget of an address is whole again. */
const WHOLE_AGAIN_MS = (ADDRESS_MS.burst / ADDRESS_MS.perSecond) * 1_000 * 2

/** Addresses that are remembered: of more, the oldest goes. */
const MOST_ADDRESSES = 10_000

const BYTES_PER_MS = 64 * 1024

/** What the answers to one connection may cost: they count for its address, too. */
export class AnswerBudget {
  readonly #own: Budget
  readonly #ofAddress: () => Budget

  constructor(own: Budget, ofAddress: () => Budget) {
    this.#own = own
    this.#ofAddress = ofAddress
  }

  get hasCredit(): boolean {
    return this.#own.hasCredit && this.#ofAddress().hasCredit
  }

  /** As good as a new one: what its address has spent is known there. */
  get isFull(): boolean {
    return this.#own.isFull
  }

  spend(ms: number): void {
    this.#own.spend(ms)
    this.#ofAddress().spend(ms)
  }

  send(bytes: number): void {
    this.spend(bytes / BYTES_PER_MS)
  }
}

/** What answers may cost, by connection and by address. */
export class AnswerBudgets {
  readonly #clock: Clock
  readonly #byAddress: ExpiringMap<string, Budget>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#byAddress = new ExpiringMap(clock, { most: MOST_ADDRESSES })
  }

  /** A budget for one connection, of which nothing is spent. */
  open(address: string): AnswerBudget {
    return new AnswerBudget(new Budget(this.#clock, CONNECTION_MS), () => this.#of(address))
  }

  sweep(): void {
    this.#byAddress.sweep()
  }

  #of(address: string): Budget {
    const budget = this.#byAddress.get(address) ?? new Budget(this.#clock, ADDRESS_MS)
    this.#byAddress.set(address, budget, WHOLE_AGAIN_MS)
    return budget
  }
}
