import type { Limits } from '../base/limits.ts'
import { Counts, type Place } from './counts.ts'
import { createFailedAccessLimit, type FailedAccessLimit } from './failed-access-limit.ts'

/** What is counted by address: of one relay, or of all workers together. */
export interface AddressLimits {
  readonly connections: {
    /** Null where the address has as many as it may. */
    take(address: string): Place | null | Promise<Place | null>
  }
  readonly failedAccess: FailedAccessLimit
}

/** Of all that is counted in this process. */
export const createAddressLimits = ({ address }: Pick<Limits, 'address'>) => ({
  connections: new Counts(address),
  failedAccess: createFailedAccessLimit(),
})
