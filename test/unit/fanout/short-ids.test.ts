import { expect, test } from 'vitest'
import { createShortIds } from '../../../server/fanout/short-ids.ts'

test('[CW1] an entry gets the smallest slot that is free, from 1: 0 is what a client calls its own', () => {
  const { take, give } = createShortIds()
  expect([take(), take(), take(), take()]).toEqual([1, 2, 3, 4])
  for (const slot of [3, 1, 4]) give(slot)
  expect([take(), take(), take(), take()]).toEqual([1, 3, 4, 5])
})
