import { KEEP_ALIVE_MS } from '../../shared/index.ts'

/** Silence after which the other side is asked for a sign of life. */
const PING_AFTER_MS = 10_000

/** Silence after which a socket is taken for half-open: its other end is gone and nobody said so. */
const DEAD_AFTER_MS = 30_000

/** Since when each side has been silent, in ms. */
export interface Silence {
  /** Since anything was heard: a message or a pong. */
  readonly heardMs: number
  /** Since the last ping. */
  readonly pingedMs: number
  /** Since a message was sent: pings do not count, the watchdog of y-websocket cannot see them. */
  readonly sentMs: number
}

export type LivenessStep = 'end' | 'ping' | 'keep-alive'

/** What a sweep owes a connection. */
export const livenessSteps = ({ heardMs, pingedMs, sentMs }: Silence): readonly LivenessStep[] => {
  if (heardMs >= DEAD_AFTER_MS) return ['end']
  const steps: LivenessStep[] = []
  if (heardMs >= PING_AFTER_MS && pingedMs >= PING_AFTER_MS) steps.push('ping')
  if (sentMs >= KEEP_ALIVE_MS) steps.push('keep-alive')
  return steps
}

/** For how long nothing will be owed, whatever comes meanwhile. */
export const calmForMs = ({ heardMs, pingedMs, sentMs }: Silence): number =>
  Math.min(DEAD_AFTER_MS - heardMs, PING_AFTER_MS - Math.min(heardMs, pingedMs), KEEP_ALIVE_MS - sentMs)
