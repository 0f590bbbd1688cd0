import type { Clock } from '../base/clock.ts'
import { Budget } from '../base/rate.ts'
import type { WorkBudget } from './update-queue.ts'

/** So many ms the relay may work on what one participant writes: enough for the largest document at once. */
const WORK_MS = { burst: 5_000, perSecond: 100 }

/** The time of the relay that what one participant writes may take. */
export class WorkTime extends Budget implements WorkBudget {
  constructor(clock: Clock) {
    super(clock, WORK_MS)
  }

  get leftMs(): number {
    return this.credit
  }
}
