import { expect, test } from 'vitest'
import { ExpiringMap } from '../../server/base/expiring-map.ts'
import { fakeClock } from '../support/fake-clock.ts'

const setUp = (options?: { readonly most: number }) => {
  const { clock, advance } = fakeClock()
  return { map: new ExpiringMap<string, number>(clock, options), advance }
}

test('an entry is there for as long as was said, swept or not, and then it is not', () => {
  const { map, advance } = setUp()
  map.set('a', 1, 100)
  advance(99)
  map.sweep()
  expect(map.get('a')).toBe(1)
  advance(1)
  expect(map.get('a')).toBeUndefined()
  expect(map.size).toBe(1)
  map.sweep()
  expect(map.size).toBe(0)
})

test('a sweep takes what has ended, wherever it stands, and nothing else', () => {
  const { map, advance } = setUp()
  map.set('long', 1, 1_000)
  map.set('short', 2, 10)
  map.set('for ever', 3)
  map.set('also short', 4, 10)
  advance(10)
  map.sweep()
  expect(['long', 'short', 'for ever', 'also short'].map((key) => map.get(key))).toEqual([
    1,
    undefined,
    3,
    undefined,
  ])
  expect(map.size).toBe(2)
  advance(Number.MAX_SAFE_INTEGER)
  map.sweep()
  expect(map.get('for ever')).toBe(3)
  expect(map.size).toBe(1)
})

test('an entry that is set again has a time of its own', () => {
  const { map, advance } = setUp()
  map.set('a', 1, 100)
  advance(99)
  map.set('a', 2, 100)
  advance(99)
  expect(map.get('a')).toBe(2)
  map.set('a', 3)
  advance(1_000)
  expect(map.get('a')).toBe(3)
  map.set('a', 4, 1)
  advance(1)
  expect(map.get('a')).toBeUndefined()
})

test('of more than there may be the oldest goes, and one that is set again is young again', () => {
  const { map } = setUp({ most: 2 })
  map.set('a', 1)
  map.set('b', 2)
  expect(map.size).toBe(2)
  map.set('a', 3)
  map.set('c', 4)
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([3, undefined, 4])
  expect(map.size).toBe(2)
})

test('what is deleted is gone, and has left its place to another', () => {
  const { map } = setUp({ most: 2 })
  map.set('a', 1)
  map.set('b', 2)
  map.delete('a')
  map.delete('nobody')
  map.set('c', 3)
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([undefined, 2, 3])
})
