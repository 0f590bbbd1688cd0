import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'

interface StoreFaultDeps {
  readonly log: Log
  readonly metrics: Metrics
}

/** What `work` gives, or a refusal where the store fails at it. */
export const unlessStoreFails = async <Value>(
  { log, metrics }: StoreFaultDeps,
  operation: string,
  room: RoomId | null,
  work: () => Promise<Value>,
): Promise<Result<Value, RefusalCode>> => {
  try {
    return ok(await work())
  } catch (error) {
    metrics.storeFailures.inc({ operation })
    log.error({ ...(room !== null && { room }), operation, err: error }, 'the store failed')
    return fault('store-unavailable', 'The store fails just now.')
  }
}
