import { expect, test } from 'vitest'
import { Acks } from '../../server/connections/acks.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { randomFrom, someSeed } from '../support/random.ts'

const TELL_MS = 250

const setUp = (isDurable = true) => {
  const time = fakeClock()
  const acks = new Acks(time.clock, isDurable)
  /** What the client is told next, and null where it is told nothing. */
  const told = () => {
    time.advance(TELL_MS)
    return acks.news()
  }
  return { acks, told, ...time }
}

test('[SV1] a client is told what was taken, and what is stored once it is', () => {
  const { acks, told } = setUp()
  acks.taken('step2', 0)
  acks.taken('update', 1)
  acks.taken('update', 2)
  expect(told()).toEqual({ received: 3, saved: 0 })
  acks.stored(1)
  expect(told()).toEqual({ received: 3, saved: 2 })
  acks.stored(2)
  expect(told()).toEqual({ received: 3, saved: 3 })
  expect(told()).toBeNull()
  expect(acks.isSettled).toBe(true)
})

test('[SV1] it is told at most once in 250 ms, and nothing where nothing has changed', () => {
  const { acks, advance } = setUp()
  acks.taken('update', 1)
  expect(acks.news()).toEqual({ received: 1, saved: 0 })
  acks.taken('update', 2)
  expect(acks.news()).toBeNull()
  advance(TELL_MS - 1)
  expect(acks.news()).toBeNull()
  expect(acks.isSettled).toBe(false)
  advance(1)
  expect(acks.news()).toEqual({ received: 2, saved: 0 })
  advance(10 * TELL_MS)
  expect(acks.news()).toBeNull()
})

test('[SV2] a refused frame holds both counts back until a later step 2 is taken', () => {
  const { acks, told } = setUp()
  acks.taken('update', 1)
  acks.refused()
  acks.taken('update', 2)
  acks.stored(2)
  expect(told()).toEqual({ received: 1, saved: 1 })
  acks.taken('step2', 3)
  expect(told()).toEqual({ received: 4, saved: 1 })
  acks.stored(3)
  expect(told()).toEqual({ received: 4, saved: 4 })
})

test('[SV2] a frame that waits for another holds both counts back until nothing waits, or a step 2 is taken whole', () => {
  const { acks, told } = setUp()
  acks.taken('update', 1)
  acks.waits()
  acks.taken('update', 3)
  acks.stored(3)
  expect(told()).toEqual({ received: 1, saved: 1 })
  expect(acks.isSettled).toBe(false)
  acks.caughtUp(4)
  acks.stored(3)
  expect(told()).toEqual({ received: 3, saved: 1 })
  acks.stored(4)
  expect(told()).toEqual({ received: 3, saved: 3 })
  acks.waits()
  acks.taken('step2', 5)
  acks.stored(5)
  expect(told()).toEqual({ received: 5, saved: 5 })
})

test('[SV2] that nothing waits any more does not make good for a frame that was refused', () => {
  const { acks, told } = setUp()
  acks.refused()
  acks.waits()
  acks.caughtUp(1)
  acks.stored(1)
  expect(told()).toBeNull()
})

test('[SV3] where nothing outlives the relay, no frame is saved', () => {
  const { acks, told } = setUp(false)
  acks.taken('step2', 1)
  acks.stored(1)
  expect(told()).toEqual({ received: 1, saved: 0 })
  expect(acks.isSettled).toBe(true)
})

test('[SV3] C60 a store that is far behind costs a few hundred numbers, and what is told stays true', () => {
  const { acks, told } = setUp()
  for (let position = 1; position <= 100_000; position++) acks.taken('update', position)
  acks.stored(99_999)
  expect(told()?.saved).toBeLessThan(99_999)
  acks.stored(100_000)
  expect(told()).toEqual({ received: 100_000, saved: 100_000 })
})

const seed = someSeed()

test(`[SV1][SV3] whatever happens in whatever order, nothing is said to be saved whose position is not stored (seed ${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < 200; round++) {
    const { acks, told } = setUp()
    const positions: number[] = []
    let appended = 0
    let stored = 0
    let refusedAt = Number.POSITIVE_INFINITY
    for (let step = 0; step < 200; step++) {
      const what = random.below(10)
      if (what < 5) {
        appended += random.below(3)
        positions.push(appended)
        acks.taken('update', appended)
      } else if (what === 5) {
        positions.push(Number.POSITIVE_INFINITY)
        refusedAt = Math.min(refusedAt, positions.length)
        acks.refused()
      } else if (what === 6) {
        positions.push(appended)
        positions.fill(appended, Math.min(refusedAt, positions.length) - 1)
        refusedAt = Number.POSITIVE_INFINITY
        acks.taken('step2', appended)
      } else {
        stored += random.below(appended - stored + 1)
        acks.stored(stored)
      }
      const news = told()
      if (news === null) continue
      expect(positions.slice(0, news.saved).filter((position) => position > stored)).toEqual([])
      expect(news.received).toBeLessThan(refusedAt)
      expect(news.saved).toBeLessThanOrEqual(news.received)
    }
  }
})
