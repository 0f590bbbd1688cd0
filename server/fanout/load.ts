import type { Clock } from '../base/clock.ts'

/** What a display shows at 60 Hz is not told more often. */
const TICK_MIN_MS = 16

/** Two pictures of a display: clients draw people smoothly between two frames, and nobody sees the difference. */
const TICK_EASY_MS = 33

/** Beyond this, people seem to stumble. */
const TICK_MAX_MS = 100

/** Sending may take this part of the time before a tick is stretched to where nobody sees it. */
const EASY = 1 / 100

/** Sending takes at most this part of the time: the rest is for reading, and for everything else. */
const BUSY = 1 / 3

/** Of a tick, where the whole relay is busy and something should not wait for all of it. */
const PROMPT = 1 / 8

/** While sending takes less than this part of the time, what should not wait is sent one by one. */
const CALM = 1 / 8

/** No timer is shorter, in ms: a wait that should be is longer than it should be, and one more wake-up (docs/performance.md). */
const SHORTEST_MS = 1

/** The load is looked at so often. */
const WINDOW_MS = 50

/** How much of a new window counts, against those before it. */
const SMOOTHING = 0.25

export interface Load {
  /** How long a tick is, in ms. */
  readonly tickMs: number
  /** The same where two people see each other: they are told of each picture until the relay is truly busy. */
  readonly pairTickMs: number
  /** How long a room collects for a flush that takes `costMs`, where it should be as short as it can. */
  promptMs(costMs: number): number
}

/** How long a tick is, by the time that sending takes. */
export const createLoad = (clock: Clock): Load & { spent(ms: number): void } => {
  let tickMs = TICK_MIN_MS
  let windowStartMs = clock.monotonicMs()
  let spentMs = 0
  let part = 0

  return {
    get tickMs() {
      return tickMs
    },

    get pairTickMs() {
      return tickMs > TICK_EASY_MS ? tickMs : TICK_MIN_MS
    },

    promptMs(costMs) {
      if (costMs < SHORTEST_MS && part < CALM) return 0
      return Math.max(costMs / BUSY, tickMs > TICK_EASY_MS ? tickMs * PROMPT : 0)
    },

    /** So much time was spent on sending just now. */
    spent(ms) {
      spentMs += ms
      const elapsedMs = clock.monotonicMs() - windowStartMs
      if (elapsedMs < WINDOW_MS) return
      part += (Math.min(1, spentMs / elapsedMs) - part) * SMOOTHING
      windowStartMs += elapsedMs
      spentMs = 0
      // What one tick costs is much the same however long it is: whoever moves is in it once.
      const costMs = part * tickMs
      const stretchedMs = Math.max(Math.min(TICK_EASY_MS, costMs / EASY), costMs / BUSY)
      tickMs = Math.min(TICK_MAX_MS, Math.max(TICK_MIN_MS, stretchedMs))
    },
  }
}
