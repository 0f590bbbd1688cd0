import { expect, test } from 'vitest'
import { DueList } from '../../server/base/due-list.ts'
import { randomFrom, someSeed } from '../support/random.ts'

const SWEEP_MS = 250

const setUp = (items: readonly (readonly [string, number])[]) => {
  const list = new DueList<string>()
  for (const [item, atMs] of items) list.put(item, atMs)
  return list
}

test('an item is given once, by the first look at or after its time', () => {
  const list = setUp([
    ['now', 0],
    ['soon', 251],
    ['late', 60_000],
  ])
  const given = new Map<string, number>()
  for (let nowMs = 100; nowMs <= 61_000; nowMs += SWEEP_MS)
    for (const item of list.take(nowMs)) given.set(item, nowMs)
  expect([...given]).toEqual([
    ['now', 100],
    ['soon', 350],
    ['late', 60_100],
  ])
})

test('an item that is put again has its latest time alone, and one that is dropped has none', () => {
  const list = setUp([
    ['sooner', 9_000],
    ['later', 300],
    ['gone', 300],
  ])
  list.put('sooner', 0)
  list.put('later', 9_000)
  list.drop('gone')
  expect(list.take(8_999)).toEqual(['sooner'])
  expect(list.take(9_000)).toEqual(['later'])
})

test('nothing is lost where nobody has looked for an hour, and nothing comes too early then', () => {
  const list = setUp([
    ['in a minute', 60_000],
    ['in an hour', 3_600_000],
    ['never', Number.POSITIVE_INFINITY],
  ])
  expect(list.take(3_599_999)).toEqual(['in a minute'])
  expect(list.take(3_600_000)).toEqual(['in an hour'])
  expect(list.take(7_200_000)).toEqual([])
})

const seed = someSeed()

test(`it gives what a look at all of them would find (seed ${seed})`, () => {
  const random = randomFrom(seed)
  const list = new DueList<number>()
  const atMsByItem = new Map<number, number>()
  let nowMs = 0
  for (let step = 0; step < 20_000; step++) {
    const item = random.below(50)
    const what = random.below(10)
    if (what < 6) {
      const atMs = nowMs + random.below(30_000) - 5_000
      list.put(item, atMs)
      atMsByItem.set(item, atMs)
    } else if (what < 8) {
      list.drop(item)
      atMsByItem.delete(item)
    } else {
      nowMs += random.below(100) === 0 ? random.below(100_000) : random.below(500)
      const due = [...atMsByItem].filter(([, atMs]) => atMs <= nowMs).map(([one]) => one)
      expect([...list.take(nowMs)].sort((a, b) => a - b)).toEqual(due.sort((a, b) => a - b))
      for (const one of due) atMsByItem.delete(one)
    }
  }
  expect(list.take(nowMs + 1_000_000)).toHaveLength(atMsByItem.size)
})
