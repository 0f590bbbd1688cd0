import type { Clock } from '../base/clock.ts'
import { JoinWindow } from './join-window.ts'

/** A join that would wait longer than this, in s, is told when to come back instead. */
const QUEUE_SECONDS = 2

/** Waiting joins are let in a few at a time: whatever else the relay does fits between. */
const STEP_MS = 10

/** A timer that comes late makes up for so much, in ms: a relay that has no time gets no more at once. */
const LATE_MS = 50

/** Hints lie within this of the end of the queue; then they start over, so that a flood puts nobody off for long. */
const SPREAD_MS = 30_000

/** The part of a wait that is left to chance, so that those that were told the same do not come the same moment. */
const JITTER = 0.1

export type Turn =
  /** `giveBack` is for a turn that came to nothing: it goes to somebody else. */
  { readonly kind: 'in'; giveBack(): void } | { readonly kind: 'busy'; readonly retryAfterMs: number }

/** Lets in so many a second, in the order in which they come. Costs no timer while nobody waits. */
export interface JoinQueue {
  /** `isGone` is asked when a turn may have come: a join that is gone by then is sent away. */
  enter(isGone: () => boolean): Promise<Turn>
  readonly waiting: number
}

interface JoinQueueOptions {
  readonly perSecond: number
  readonly clock: Clock
  readonly random: () => number
}

interface Waiter {
  readonly isGone: () => boolean
  readonly resolve: (turn: Turn) => void
}

export const createJoinQueue = ({ perSecond, clock, random }: JoinQueueOptions): JoinQueue => {
  const window = new JoinWindow(perSecond)
  const queue: Waiter[] = []
  const mostWaiting = Math.ceil(perSecond * QUEUE_SECONDS)
  let steppedMs = 0
  let hintedMs = 0

  const take = (): Turn | null => {
    const nowMs = clock.monotonicMs()
    return window.take(nowMs) ? { kind: 'in', giveBack: () => window.giveBack(nowMs) } : null
  }

  /** A moment of one's own, after every join that waits or was sent away before. */
  const sendAway = (): Turn => {
    const nowMs = clock.monotonicMs()
    const firstMs = nowMs + (queue.length / perSecond) * 1000
    const isFull = hintedMs > firstMs + SPREAD_MS
    hintedMs = (isFull ? firstMs : Math.max(firstMs, hintedMs)) + 1000 / perSecond
    return { kind: 'busy', retryAfterMs: Math.ceil((hintedMs - nowMs) * (1 + JITTER * random())) }
  }

  const letIn = (): void => {
    const nowMs = clock.monotonicMs()
    let left = Math.ceil((Math.min(LATE_MS, nowMs - steppedMs) * perSecond) / 1000)
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const isGone = first.isGone()
      const turn = isGone ? sendAway() : left > 0 ? take() : null
      if (turn === null) break
      if (!isGone) left -= 1
      queue.shift()
      first.resolve(turn)
    }
  }

  const step = (): void => {
    try {
      letIn()
    } finally {
      // Also where that failed: the others wait for the next step.
      if (queue.length > 0) stepLater()
    }
  }

  const stepLater = (): void => {
    steppedMs = clock.monotonicMs()
    clock.after(STEP_MS, step)
  }

  return {
    async enter(isGone) {
      const turn = queue.length === 0 ? take() : null
      if (turn !== null) return turn
      if (queue.length >= mostWaiting) return sendAway()
      const { promise, resolve } = Promise.withResolvers<Turn>()
      if (queue.push({ isGone, resolve }) === 1) stepLater()
      return promise
    },
    get waiting() {
      return queue.length
    },
  }
}
