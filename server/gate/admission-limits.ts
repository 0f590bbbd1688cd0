import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { Metrics } from '../base/metrics.ts'
import { type ConnectionLimits, createConnectionLimits } from './connection-limits.ts'
import { createRawSockets, type RawSockets } from './raw-sockets.ts'
import { createTurnstile, type Turnstile } from './turnstile.ts'

/** Everything that bounds who comes, before it matters who it is. */
export interface AdmissionLimits {
  readonly connectionLimits: ConnectionLimits
  readonly turnstile: Turnstile
  readonly rawSockets: RawSockets
}

export const createAdmissionLimits = (limits: Limits, clock: Clock, metrics: Metrics): AdmissionLimits => {
  const connectionLimits = createConnectionLimits(limits)
  const turnstile = createTurnstile({ perSecond: limits.joins, clock, random: Math.random })
  const rawSockets = createRawSockets(metrics)
  metrics.measure(
    'places',
    'Connections that are counted, also those on their way in.',
    () => connectionLimits.taken,
  )
  metrics.measure('joins_waiting', 'Joins that wait for their turn.', () => turnstile.waiting)
  metrics.measure('raw_sockets', 'Sockets that are no connection yet.', () => rawSockets.size)
  return { connectionLimits, turnstile, rawSockets }
}
