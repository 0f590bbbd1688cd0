import { expect, test } from 'vitest'
import { backoffMs, hintMsOf } from '../../../../client/connection/backoff.ts'
import { withRetryHint } from '../../../../shared/index.ts'

const waits = (isHidden: boolean, chance: number, hintMs = 0) =>
  Array.from({ length: 20 }, (_, attempt) => backoffMs({ attempt, isHidden, hintMs, random: () => chance }))

test('[CL2] waits double up to 5 s, or 30 s where nobody looks, with jitter over the upper half', () => {
  for (const [isHidden, capMs] of [
    [false, 5_000],
    [true, 30_000],
  ] as const) {
    const longest = waits(isHidden, 1)
    const shortest = waits(isHidden, 0)
    expect(longest.slice(0, 5)).toEqual([200, 400, 800, 1_600, 3_200])
    expect(Math.max(...longest)).toBe(capMs)
    expect(shortest).toEqual(longest.map((ms) => ms / 2))
  }
  expect(backoffMs({ attempt: 5_000, isHidden: true, hintMs: 0, random: () => 1 })).toBe(30_000)
})

test('[CL2] nobody comes back before the hint of the relay, and none holds for more than a minute', () => {
  expect(waits(false, 0, 8_000)).toEqual(Array.from({ length: 20 }, () => 8_000))
  expect(waits(true, 1, 8_000).at(-1)).toBe(30_000)
  expect(hintMsOf(withRetryHint('busy: Too many are joining.', 1234.5))).toBe(1235)
  expect(hintMsOf(withRetryHint('busy', 3_600_000))).toBe(60_000)
  for (const reason of [
    '',
    'busy',
    '; retry after soon ms',
    '; retry after 5 ms later',
    `x; retry after ${'9'.repeat(40)} ms`,
  ])
    expect(hintMsOf(reason)).toBe(0)
})
