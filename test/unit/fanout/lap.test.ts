import { expect, test } from 'vitest'
import { Lap } from '../../../server/fanout/crowd/lap.ts'

const mapOf = (keys: Iterable<number>) => new Map(Array.from(keys, (key) => [key, null]))

test('each key is met once in a lap, and one that came during it at the beginning of the next', () => {
  const map = mapOf([1, 2, 3, 4])
  const lap = new Lap(map)
  expect(lap.next(3, () => true)).toEqual([1, 2, 3])
  map.set(5, null)
  map.delete(2)
  expect(lap.next(3, () => true)).toEqual([4, 5, 1])
  expect(lap.next(9, () => true)).toEqual([3, 4, 5, 1])
  expect(lap.next(9, (key) => key > 3)).toEqual([4, 5])
  map.clear()
  expect(lap.next(9, () => true)).toEqual([])
})

test('[CR2] keys that stay are met, however many come and go', () => {
  const STAY = 150
  const map = mapOf(Array.from({ length: STAY }, (_, n) => n))
  const lap = new Lap(map)
  const metAt = new Map<number, number>()
  let [next, longest] = [STAY, 0]
  for (let second = 1; second <= 600; second++) {
    // Five come in each second, and stay for ten.
    for (let n = 0; n < 5; n++) map.set(next++, null)
    for (let n = 0; n < 5 && next - 51 - n >= STAY; n++) map.delete(next - 51 - n)
    for (const key of lap.next(4, () => true)) {
      if (key < STAY) longest = Math.max(longest, second - (metAt.get(key) ?? 0))
      metAt.set(key, second)
    }
  }
  for (let key = 0; key < STAY; key++) expect(metAt.get(key)).toBeGreaterThan(500)
  expect(longest).toBeLessThanOrEqual((2 * (STAY + 50)) / 4)
})
