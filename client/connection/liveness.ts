import type { Timers } from '../environment.ts'

/** Silence after which the other side is asked, and how long it has to answer: a loss is known in 10 s. */
const ASK_AFTER_MS = 5_000
const ANSWER_MS = 4_000

/**
 * Silence that is borne while a document is on its way, since the answer waits behind it. The relay says something every
 * 15 s; y-websocket itself gives a socket up after 30 s.
 */
const BUSY_MS = 25_000

const STEP_MS = 1_000

export interface Liveness {
  /** Something came. */
  heard(): void
  /** Asks now, since there is a reason to doubt. */
  doubt(): void
  stop(): void
}

/**
 * Watches an open socket. A socket is lost when it was asked and did not answer: never by time alone, since the timers
 * of a hidden or sleeping page may come late, long after what the socket brought. `isBusy` says whether a document may be
 * on its way, up or down.
 */
export const watch = (timers: Timers, ask: () => void, lost: () => void, isBusy: () => boolean): Liveness => {
  let heardAtMs = timers.nowMs()
  let askedAtMs: number | null = null
  let steppedAtMs = timers.nowMs()
  let cancel: (() => void) | null = null

  const askNow = () => {
    askedAtMs = timers.nowMs()
    ask()
  }

  const step = () => {
    const nowMs = timers.nowMs()
    // A timer that comes late says that the page slept: the answer may lie right behind it.
    if (nowMs - steppedAtMs > 2 * STEP_MS) askedAtMs = null
    steppedAtMs = nowMs
    if (askedAtMs !== null && isBusy() && nowMs - heardAtMs < BUSY_MS) askedAtMs = nowMs
    if (askedAtMs !== null && nowMs - askedAtMs >= ANSWER_MS) {
      cancel = null
      lost()
      return
    }
    if (askedAtMs === null && nowMs - heardAtMs >= ASK_AFTER_MS) askNow()
    cancel = timers.after(STEP_MS, step)
  }
  cancel = timers.after(STEP_MS, step)

  return {
    heard() {
      heardAtMs = timers.nowMs()
      askedAtMs = null
    },
    doubt() {
      if (askedAtMs === null) askNow()
    },
    stop() {
      cancel?.()
      cancel = null
    },
  }
}
