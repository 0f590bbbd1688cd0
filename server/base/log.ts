import pino from 'pino'

/** What the relay needs of a logger; pino's fits. `fields` are for programs, `message` is for people. */
export interface Log {
  /** For people who look for a fault. */
  debug(fields: object, message: string): void
  /** What happened as it should. */
  info(fields: object, message: string): void
  /** What a client did wrong. */
  warn(fields: object, message: string): void
  /** What failed in the relay, its store or its host. */
  error(fields: object, message: string): void
}

/** The levels of {@link createLog}, the most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
/** A level of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * A log of JSON lines on standard error: standard output is for the one line that says where the relay listens.
 *
 * @param level What is below it is left out.
 * @example
 * ```ts
 * import { createLog, createRelay } from 'homeroom/server'
 *
 * const relay = createRelay({ log: createLog('info') })
 * await relay.close()
 * ```
 */
export const createLog = (level: LogLevel): Log => logOf(level, null)

/** The log of a worker: each line names it. */
export const createWorkerLog = (level: LogLevel, worker: number): Log => logOf(level, { worker })

const logOf = (level: LogLevel, base: object | null): Log =>
  pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))

export const silentLog: Log = createLog('silent')
