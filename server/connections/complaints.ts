import type { Fault } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { createBucket } from '../base/rate.ts'

/** Frames that cannot be read, in a row and per second, before the relay stops reading. */
const FAULT_BURST = 32
const FAULTS_PER_SECOND = 1

export interface ConnectionDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** What goes wrong with one connection: counted, logged with room and connection, and too much at some time. */
export const createComplaints = (fields: { room: string; connection: string }, deps: ConnectionDeps) => {
  const bucket = createBucket(deps.clock, FAULT_BURST, FAULTS_PER_SECOND)

  return {
    count({ code, message }: Fault): void {
      deps.metrics.faults.inc({ code })
      deps.log.warn({ ...fields, code }, message)
    },

    /** Counts against the connection, and gives true where it was too much. */
    isTooMuch: (): boolean => !bucket.take(),

    closing(reason: string): void {
      deps.metrics.closes.inc({ reason })
      deps.log.info({ ...fields, reason }, 'the relay closes a connection')
    },
  }
}
