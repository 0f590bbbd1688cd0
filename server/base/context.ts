import { Arrivals } from './arrivals.ts'
import type { Clock } from './clock.ts'
import { createFence, type Fence, fencedClock, fencedLog } from './fence.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'

/** What every part of a relay needs of its surroundings: passed in, never reached for. */
export interface Context {
  /** What its timers call may throw. */
  readonly clock: Clock
  /** Never throws, whatever the host's own log does. */
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: Limits
  readonly fence: Fence
  readonly arrivals: Arrivals
}

interface ContextOptions {
  readonly clock: Clock
  readonly log: Log
  /** As `LIMITS` says where they are left out. */
  readonly limits?: Limits
}

export const createContext = ({
  clock: hostClock,
  log: hostLog,
  limits = DEFAULT_LIMITS,
}: ContextOptions): Context => {
  const metrics = createMetrics()
  const log = fencedLog(hostLog, metrics)
  const fence = createFence(log, metrics)
  const clock = fencedClock(hostClock, fence)
  return { clock, log, metrics, limits, fence, arrivals: new Arrivals(clock) }
}
