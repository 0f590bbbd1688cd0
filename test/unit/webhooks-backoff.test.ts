import { expect, test } from 'vitest'
import { backoffMs } from '../../server/webhooks/backoff.ts'

test('each failure makes the wait four times as long, up to an hour; chance takes away up to a half', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 30].map((failures) => backoffMs(failures, 0))
  expect(waits).toEqual([5_000, 20_000, 80_000, 320_000, 1_280_000, 3_600_000, 3_600_000, 3_600_000])
  expect(backoffMs(1, 1)).toBe(2_500)
  expect(backoffMs(30, 0.5)).toBe(2_700_000)
})
