import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { Metrics } from '../base/metrics.ts'
import type { AddressLimits } from './address-limits.ts'
import { type ConnectionLimits, type CountElsewhere, createConnectionLimits } from './connection-slots.ts'
import { JoinQueue } from './join-queue.ts'
import { createPreAuthSockets, type PreAuthSockets } from './pre-auth-sockets.ts'

/** Everything that bounds joins before it matters whose they are. */
export interface JoinLimits {
  readonly connectionLimits: ConnectionLimits
  readonly joinQueue: JoinQueue
  readonly preAuthSockets: PreAuthSockets
}

interface JoinLimitsDeps {
  readonly limits: Limits
  readonly clock: Clock
  readonly metrics: Metrics
  readonly addressLimit: AddressLimits['connections']
  readonly elsewhere: CountElsewhere
}

export const createJoinLimits = (deps: JoinLimitsDeps): JoinLimits => {
  const { limits, clock, metrics, addressLimit, elsewhere } = deps
  const connectionLimits = createConnectionLimits(limits, addressLimit, elsewhere)
  const joinQueue = new JoinQueue({ perSecond: limits.joins, clock, random: Math.random })
  const preAuthSockets = createPreAuthSockets(metrics)
  metrics.measure(
    'connection_slots',
    'Connections that are counted, also those on their way in.',
    () => connectionLimits.taken,
  )
  metrics.measure('joins_waiting', 'Joins that wait for their turn.', () => joinQueue.waiting)
  metrics.measure('pre_auth_sockets', 'Sockets that are no connection yet.', () => preAuthSockets.size)
  return { connectionLimits, joinQueue, preAuthSockets }
}
