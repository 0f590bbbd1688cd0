import { expect, test } from 'vitest'
import {
  CLOCK_STEP,
  createHybridClock,
  isRelayMade,
  RELAY_CLOCK_FLOOR,
  systemClock,
} from '../../server/base/clock.ts'
import { fakeClock } from '../support/fake-clock.ts'

const MS_2020 = Date.UTC(2020, 0, 1)

test('[PR5] a clock is the time since 2020 in steps, and at least one step after the last', () => {
  const { clock, advance } = fakeClock(MS_2020 + 5_000)
  const hybrid = createHybridClock(clock)
  expect(hybrid.after(0)).toBe(5_000 * CLOCK_STEP)
  expect(hybrid.after(5_000 * CLOCK_STEP)).toBe(5_001 * CLOCK_STEP)
  expect(hybrid.after(9_000 * CLOCK_STEP + 1)).toBe(9_001 * CLOCK_STEP)
  advance(1_000)
  expect(hybrid.after(0)).toBe(6_000 * CLOCK_STEP)
})

test('[PR5] the wall clock may step back: the clocks do not', () => {
  let wallMs = Date.UTC(2030, 0)
  const { clock, advance } = fakeClock()
  const hybrid = createHybridClock({ ...clock, wallMs: () => wallMs })
  const first = hybrid.after(0)
  wallMs -= 3_600_000
  advance(1)
  expect(hybrid.after(0)).toBe(first + CLOCK_STEP)
})

test('[PR5] a relay that restarts is ahead of the one before it', () => {
  const { clock, advance } = fakeClock(Date.UTC(2030, 0))
  const last = createHybridClock(clock).after(0)
  advance(1)
  expect(createHybridClock(clock).after(0)).toBeGreaterThan(last)
})

test('[PR5] clocks are safe integers for more than two centuries, and above what a client counts to', () => {
  expect(Number.isSafeInteger(createHybridClock(fakeClock(Date.UTC(2250, 0)).clock).after(0))).toBe(true)
  expect(createHybridClock(systemClock).after(0)).toBeGreaterThan(RELAY_CLOCK_FLOOR)
})

test('[PR5] an owner that counts on from a clock of ours is followed; nobody is followed elsewhere', () => {
  const { clock, advance } = fakeClock(Date.UTC(2030, 0))
  const hybrid = createHybridClock(clock)
  const last = hybrid.after(0)
  advance(1)
  expect(hybrid.follow(last, last + 1)).toBe(last + 1)
  expect(hybrid.follow(last + 7, last + 1)).toBe(last + CLOCK_STEP)
  for (const heard of [1, last, last + 10 * CLOCK_STEP, Number.MAX_SAFE_INTEGER]) {
    expect(hybrid.follow(last, heard)).toBe(last + CLOCK_STEP)
  }
})

test('[PR5] a clock of the relay is told apart from one that a client counted to', () => {
  const made = createHybridClock(fakeClock().clock).after(0)
  expect(isRelayMade(made)).toBe(true)
  expect([made + 1, made - 1, 0, CLOCK_STEP, Date.now()].map(isRelayMade)).toEqual(Array(5).fill(false))
})

test('[N5] a clock follows the highest that it has heard, at most 60 s ahead of the wall', () => {
  const { clock, advance } = fakeClock(MS_2020 + 5_000)
  const hybrid = createHybridClock(clock)
  expect(hybrid.heard(7_000 * CLOCK_STEP)).toBe(7_000 * CLOCK_STEP)
  expect(hybrid.after(0)).toBe(7_000 * CLOCK_STEP)
  expect(hybrid.heard(6_000 * CLOCK_STEP)).toBe(6_000 * CLOCK_STEP)
  expect(hybrid.after(0)).toBe(7_000 * CLOCK_STEP)
  expect(hybrid.heard(600_000 * CLOCK_STEP)).toBe(65_000 * CLOCK_STEP)
  expect(hybrid.after(0)).toBe(65_000 * CLOCK_STEP)
  advance(70_000)
  expect(hybrid.after(0)).toBe(75_000 * CLOCK_STEP)
})
