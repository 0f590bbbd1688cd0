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
export interface AnswerBudget {
  readonly hasCredit: boolean
  spend(ms: number): void
  send(bytes: number): void
}

/** What answers may cost, by connection and by address. */
export class AnswerBudgets {
  readonly #clock: Clock
  readonly #byAddress: ExpiringMap<string, Budget>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#byAddress = new ExpiringMap(clock, { most: MOST_ADDRESSES })
  }

  /** The budget of a new connection. */
  open(address: string): AnswerBudget {
    const ofAddress = () => this.#of(address)
    let own: Budget | null = null
    const clock = this.#clock
    const spend = (ms: number) => {
      own ??= new Budget(clock, CONNECTION_MS)
      own.spend(ms)
      ofAddress().spend(ms)
    }
    return {
      get hasCredit() {
        return own?.hasCredit !== false && ofAddress().hasCredit
      },
      spend,
      send: (bytes) => spend(bytes / BYTES_PER_MS),
    }
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
