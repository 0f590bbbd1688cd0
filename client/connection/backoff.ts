import { retryHintOf } from '../../shared/index.ts'

const BASE_MS = 200

/** A page that is looked at comes back sooner, in ms. A hidden one can wait, and tries at once when it is seen. */
const SEEN_CAP_MS = 5_000
const HIDDEN_CAP_MS = 30_000

/** No relay's hint keeps anybody away for longer. */
const HINT_CAP_MS = 60_000

/** For how long the relay does not want to hear of this client, in ms, by the reason of a close. */
export const hintMsOf = (reason: string): number => Math.min(HINT_CAP_MS, retryHintOf(reason) ?? 0)

export interface BackoffOptions {
  /** Number of the try: 0 for the first after a loss. */
  readonly attempt: number
  /** Nobody sees the page. */
  readonly isHidden: boolean
  /** By {@link hintMsOf}. */
  readonly hintMs: number
  readonly random: () => number
}

/**
 * How long to wait before the next try, in ms: doubling, at most 5 s, or 30 s where nobody looks, with jitter over the
 * upper half, so that a class that lost its relay together does not come back together. Never before the relay's hint.
 */
export const backoffMs = ({ attempt, isHidden, hintMs, random }: BackoffOptions): number => {
  const fullMs = Math.min(isHidden ? HIDDEN_CAP_MS : SEEN_CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16))
  return Math.max(fullMs / 2 + (fullMs / 2) * random(), hintMs)
}
