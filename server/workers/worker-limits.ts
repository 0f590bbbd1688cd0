import type { AddressLimits } from '../gate/address-limits.ts'
import type { Place } from '../gate/counts.ts'
import type { FailedAccessLimit, Failures } from '../gate/failed-access-limit.ts'
import type { Line } from './line.ts'
import type { LimitAnswer, ToParent } from './messages.ts'
import { Questions } from './questions.ts'

/** What the parent counts by address for all workers. Where it is gone nothing is refused: the worker closes. */
export class WorkerLimits implements AddressLimits {
  readonly connections: AddressLimits['connections']
  readonly failedAccess: FailedAccessLimit
  readonly #places = new Questions<boolean>()
  readonly #failures = new Questions<Failures>()

  constructor(line: Line<ToParent>) {
    const giveBack = (address: string): Place => ({
      giveBack: () => void line.send({ kind: 'give-back-place', address }),
    })
    this.connections = {
      take: async (address) => {
        const isTaken = await this.#places.ask((id) => line.send({ kind: 'take-place', id, address }), true)
        return isTaken ? giveBack(address) : null
      },
    }
    this.failedAccess = {
      count: (address, code) =>
        this.#failures.ask((id) => line.send({ kind: 'count-failure', id, address, code }), 'few'),
    }
  }

  take(answer: LimitAnswer): void {
    if (answer.kind === 'place') this.#places.answer(answer.id, answer.isTaken)
    else this.#failures.answer(answer.id, answer.failures)
  }
}
