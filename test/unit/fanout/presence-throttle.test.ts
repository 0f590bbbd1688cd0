import { expect, test } from 'vitest'
import { PresenceThrottle } from '../../../server/connections/presence-throttle.ts'
import type { JsonObject } from '../../../shared/index.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const entry = (clientId: number, state: JsonObject) => ({
  clientId,
  clock: 1,
  stateBytes: new TextEncoder().encode(JSON.stringify(state)),
})

const change = (set: JsonObject, ...cleared: string[]) => ({ set, cleared })

/** An intake whose burst is spent. */
const spent = () => {
  const { clock, advance } = fakeClock()
  const intake = new PresenceThrottle(clock)
  let taken = 0
  while (intake.changes([change({ x: taken })]) !== null) taken += 1
  advance(1_000 / 60)
  expect(intake.due()).toMatchObject({ change: { set: { x: taken } } })
  return { intake, advance, taken }
}

test('[FO7] 120 changes at once are taken as they come, then 60 in a second', () => {
  const { intake, advance, taken } = spent()
  expect(taken).toBe(120)
  let later = 0
  for (let ms = 0; ms < 10_000; ms += 2) {
    if (intake.changes([change({ x: ms })]) !== null) later += 1
    advance(2)
  }
  expect(later).toBeGreaterThanOrEqual(590)
  expect(later).toBeLessThanOrEqual(601)
})

test('[FO7] what waits is one, the latest of it, and is taken when its time has come', () => {
  const { intake, advance } = spent()
  expect(intake.changes([change({ x: 1, a: 1 })])).toBeNull()
  expect(intake.changes([change({ x: 2 }, 'b'), change({ y: 3, b: 4 })])).toBeNull()
  expect(intake.due()).toBeNull()
  advance(17)
  expect(intake.due()).toEqual({ frames: [], change: change({ x: 2, a: 1, y: 3, b: 4 }) })
  advance(1_000)
  expect(intake.due()).toBeNull()
})

test('[FO7] a whole state takes the place of the changes before it, and changes come after it', () => {
  const { intake, advance } = spent()
  intake.changes([change({ y: 1 })])
  intake.entries([entry(1, { a: 1 })], 1)
  intake.entries([entry(1, { a: 2 })], 1)
  intake.changes([change({ x: 2 })])
  advance(17)
  expect(intake.due()).toEqual({ frames: [[entry(1, { a: 2 })]], change: change({ x: 2 }) })
})

test('[FO7] the state of another entry leaves what was said of the own one alone', () => {
  const { intake, advance } = spent()
  intake.changes([change({ x: 1 })])
  intake.entries([entry(2, {}), entry(3, {})], 1)
  intake.entries([entry(2, { a: 1 })], 1)
  advance(17)
  expect(intake.due()).toEqual({ frames: [[entry(3, {})], [entry(2, { a: 1 })]], change: change({ x: 1 }) })
})
