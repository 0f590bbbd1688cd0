// The walls of the relay: whatever throws at one of its doors costs what stands behind that door, and nothing else.
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/**
 * The doors at which a failure is caught: a message from a client, another event of its socket, what waits for time to pass, a
 * participant that enters or leaves, a listener of a room, a flush, heavy work of a document, an upgrade request, another
 * request, what another node says, and a log of the host.
 */
export type Door =
  | 'message'
  | 'socket'
  | 'sweep'
  | 'entry'
  | 'leave'
  | 'listener'
  | 'flush'
  | 'work'
  | 'upgrade'
  | 'request'
  | 'bus'
  | 'log'

/** Keeps a failure behind its door: counted in `homeroom_failures_total{where}`, and logged. */
export interface Fence {
  /** Counts and logs what was thrown. `about` names the room and the connection. */
  failed(where: Door, error: unknown, about?: object): void
  /** Runs `work`; false where it threw. */
  run(where: Door, about: object, work: () => void): boolean
}

export const createFence = (log: Log, metrics: Pick<Metrics, 'failures'>): Fence => {
  const failed: Fence['failed'] = (where, error, about = {}) => {
    metrics.failures.inc({ where })
    log.error({ ...about, where, err: error }, 'the relay failed at this, and goes on')
  }
  return {
    failed,
    run(where, about, work) {
      try {
        work()
        return true
      } catch (error) {
        failed(where, error, about)
        return false
      }
    },
  }
}

/** A clock whose timers end nothing, whatever they call. */
export const fencedClock = (clock: Clock, fence: Fence): Clock => ({
  wallMs: () => clock.wallMs(),
  monotonicMs: () => clock.monotonicMs(),
  every: (ms, tick) => clock.every(ms, () => fence.run('sweep', {}, tick)),
  after: (ms, then) => clock.after(ms, () => fence.run('sweep', {}, then)),
})

/** A log of the host whose own failures are counted and end nothing. */
export const fencedLog = (log: Log, metrics: Pick<Metrics, 'failures'>): Log => {
  // There is nobody to tell but the metric.
  const failed = () => metrics.failures.inc({ where: 'log' })
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (fields, message) => {
      try {
        const logged: unknown = log[level](fields, message)
        if (logged instanceof Promise) logged.catch(failed)
      } catch {
        failed()
      }
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
