import { expect, test } from 'vitest'
import { type Point, smooth } from '../../../../client/draw.ts'
import type { Person } from '../../../../client/index.ts'
import { Store } from '../../../../client/store.ts'

const person = (key: string, x?: number, y?: number): Person => ({
  key,
  status: 'here',
  isSelf: false,
  clientIds: [1],
  ...(x !== undefined && { x }),
  ...(y !== undefined && { y }),
})

/** People who are drawn frame by frame, each at a time that the test gives. */
const start = (first: readonly Person[], isReduced = false) => {
  const people = new Store(first, () => undefined)
  const drawn: ReadonlyMap<string, Point>[] = []
  let waiting: ((nowMs: number) => void) | null = null
  const stop = smooth(people, {
    draw: (points) => drawn.push(points),
    isReduced: () => isReduced,
    requestFrame: (work) => {
      waiting = work
      return 1
    },
    cancelFrame: () => {
      waiting = null
    },
  })
  return {
    people,
    drawn,
    stop,
    isWaiting: () => waiting !== null,
    /** Draws one frame, some ms after the latest sample. */
    frame: (afterMs: number) => {
      const work = waiting
      waiting = null
      work?.(performance.now() + afterMs)
      return drawn.at(-1)
    },
  }
}

test('[SM1] somebody who moves is drawn on the way, arrives, and then nothing is drawn any more', () => {
  const { people, frame, isWaiting } = start([person('a', 0, 0)])
  expect(frame(0)?.get('a')).toEqual({ x: 0, y: 0 })
  expect(isWaiting()).toBe(false)
  people.set([person('a', 1, 0.5)])
  const way = [10, 25].map((ms) => frame(ms)?.get('a')?.x ?? Number.NaN)
  expect(way[0]).toBeGreaterThan(0)
  expect(way[1]).toBeGreaterThan(way[0] ?? 1)
  expect(way[1]).toBeLessThan(1)
  expect(frame(1000)?.get('a')).toEqual({ x: 1, y: 0.5 })
  expect(isWaiting()).toBe(false)
})

test('[SM1] a frame whose time lies before the sample draws nobody backwards', () => {
  const { people, frame } = start([person('a', 0.5, 0.5)])
  frame(0)
  people.set([person('a', 1, 1)])
  expect(frame(-50)?.get('a')).toEqual({ x: 0.5, y: 0.5 })
})

test('[SM2] who asked for less motion sees everyone where they are', () => {
  const { people, frame } = start([person('a', 0, 0)], true)
  frame(0)
  people.set([person('a', 1, 1)])
  expect(frame(0)?.get('a')).toEqual({ x: 1, y: 1 })
})

test('[SM3] whoever has no place, or has left, is not drawn; stopping draws nothing', () => {
  const { people, frame, stop, isWaiting, drawn } = start([person('a', 0, 0), person('b')])
  expect([...(frame(0)?.keys() ?? [])]).toEqual(['a'])
  people.set([person('b', 1, 1)])
  expect([...(frame(0)?.keys() ?? [])]).toEqual(['b'])
  people.set([person('b', 0, 0)])
  stop()
  expect(isWaiting()).toBe(false)
  const count = drawn.length
  people.set([person('b', 1, 1)])
  expect([isWaiting(), drawn.length]).toEqual([false, count])
})
