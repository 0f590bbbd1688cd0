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

interface JoinQueueOptions {
  readonly perSecond: number
  readonly clock: Clock
  readonly random: () => number
}

interface Waiter {
  readonly isGone: () => boolean
  readonly resolve: (turn: Turn) => void
}

/** Lets in so many a second, in the order in which they come. Costs no timer while nobody waits. */
export class JoinQueue {
  readonly #options: JoinQueueOptions
  readonly #window: JoinWindow
  readonly #queue: Waiter[] = []
  #steppedMs = 0
  #hintedMs = 0

  constructor(options: JoinQueueOptions) {
    this.#options = options
    this.#window = new JoinWindow(options.perSecond)
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** `isGone` is asked when a turn may have come: a join that is gone by then is sent away. */
  async enter(isGone: () => boolean): Promise<Turn> {
    const turn = this.#queue.length === 0 ? this.#take() : null
    if (turn !== null) return turn
    if (this.#queue.length >= Math.ceil(this.#options.perSecond * QUEUE_SECONDS)) return this.#sendAway()
    const { promise, resolve } = Promise.withResolvers<Turn>()
    if (this.#queue.push({ isGone, resolve }) === 1) this.#stepLater()
    return promise
  }

  #take(): Turn | null {
    const nowMs = this.#options.clock.monotonicMs()
    if (!this.#window.take(nowMs)) return null
    return { kind: 'in', giveBack: () => this.#window.giveBack(nowMs) }
  }

  /** A moment of one's own, after every join that waits or was sent away before. */
  #sendAway(): Turn {
    const { perSecond, clock, random } = this.#options
    const nowMs = clock.monotonicMs()
    const firstMs = nowMs + (this.#queue.length / perSecond) * 1000
    const isFull = this.#hintedMs > firstMs + SPREAD_MS
    this.#hintedMs = (isFull ? firstMs : Math.max(firstMs, this.#hintedMs)) + 1000 / perSecond
    return { kind: 'busy', retryAfterMs: Math.ceil((this.#hintedMs - nowMs) * (1 + JITTER * random())) }
  }

  #stepLater(): void {
    const { clock } = this.#options
    this.#steppedMs = clock.monotonicMs()
    clock.after(STEP_MS, () => this.#step())
  }

  #step(): void {
    try {
      this.#letIn()
    } finally {
      // Also where that failed: the others wait for the next step.
      if (this.#queue.length > 0) this.#stepLater()
    }
  }

  #letIn(): void {
    const { perSecond, clock } = this.#options
    const lateMs = Math.min(LATE_MS, clock.monotonicMs() - this.#steppedMs)
    let left = Math.ceil((lateMs * perSecond) / 1000)
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const isGone = first.isGone()
      const turn = isGone ? this.#sendAway() : left > 0 ? this.#take() : null
      if (turn === null) return
      if (!isGone) left -= 1
      this.#queue.shift()
      first.resolve(turn)
    }
  }
}
