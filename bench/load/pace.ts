import { Histogram } from '../statistics.ts'

/** How often the generator looks who is due. */
const TICK_MS = 2

/** Spreads people evenly over the period whatever their number is, and neighbours far from each other. */
const GOLDEN = 0.6180339887498949

export interface Pace {
  /** How late people were, in ms: the generator's own delay. */
  readonly lags: Histogram
  readonly turns: number
  stop(): void
}

/** Lets each of `items` have a turn `hz` times a second, at an even pace, each at a moment of its own. */
export const startPace = <Item>(items: readonly Item[], hz: number, turn: (item: Item) => void): Pace => {
  const periodMs = 1000 / hz
  const order = items
    .map((item, index) => ({ item, phaseMs: ((index * GOLDEN) % 1) * periodMs }))
    .toSorted((a, b) => a.phaseMs - b.phaseMs)
  const startMs = performance.now()
  const lags = new Histogram()
  let turns = 0
  let periodStartMs = startMs
  let next = 0
  const dueMs = () => periodStartMs + (order[next]?.phaseMs ?? 0)

  const tick = () => {
    for (let nowMs = performance.now(); dueMs() <= nowMs; nowMs = performance.now()) {
      lags.add(nowMs - dueMs())
      turn((order[next] as (typeof order)[number]).item)
      turns += 1
      next += 1
      if (next === order.length) {
        next = 0
        periodStartMs += periodMs
      }
    }
  }
  const timer = setInterval(tick, TICK_MS)
  return {
    lags,
    get turns() {
      return turns
    },
    stop: () => clearInterval(timer),
  }
}
