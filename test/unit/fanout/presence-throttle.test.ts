import { expect, test } from 'vitest'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

/** Longer than a change has to wait: a sweep takes it. */
const TURN_MS = 250

/** A client whose burst of changes is spent; `changes` counts those that the room sees from then on. */
const spent = () => {
  const harness = roomHarness()
  const ada = new Peer(harness, 'homeroom.v1')
  onTestCleanup(() => ada.destroy())
  ada.say({ 1: { b: 0 } })
  let seen = 0
  harness.room.listen({
    changed: () => {
      seen += 1
    },
    missed: () => undefined,
  })
  let burst = 0
  for (let n = 1; burst === n - 1; n++) {
    ada.change({ n })
    burst = seen
  }
  const changes = () => seen - burst
  const saidOf = (clientId: number) => harness.room.presence.get(clientId)?.said
  return { ...harness, ada, burst, changes, saidOf }
}

test('[FO7] 120 changes at once are taken as they come, then 60 in a second', () => {
  const { ada, advance, burst, changes } = spent()
  expect(burst).toBe(120)
  for (let ms = 0; ms < 10_000; ms += 2) {
    ada.change({ x: ms })
    advance(2)
  }
  expect(changes()).toBeGreaterThanOrEqual(590)
  expect(changes()).toBeLessThanOrEqual(601)
})

test('[FO7] what waits is one, the latest of it, and is taken when its time has come', () => {
  const { ada, advance, saidOf, changes } = spent()
  ada.change({ x: 2, a: 1 })
  ada.change({ x: 3 }, ['b'])
  ada.change({ y: 4, b: 4 })
  expect(changes()).toBe(0)
  advance(TURN_MS)
  expect(changes()).toBe(1)
  expect(saidOf(1)).toEqual({ n: 121, x: 3, a: 1, y: 4, b: 4 })
  advance(1_000)
  expect(changes()).toBe(1)
})

test('[FO7] a whole state takes the place of the changes before it, and changes come after it', () => {
  const { ada, advance, saidOf } = spent()
  ada.change({ y: 2 })
  ada.say({ 1: { a: 1 } })
  ada.say({ 1: { a: 2 } })
  ada.change({ x: 2 })
  expect(saidOf(1)).not.toHaveProperty('a')
  advance(TURN_MS)
  expect(saidOf(1)).toEqual({ a: 2, x: 2 })
})

test('[FO7] the state of another entry leaves what was said of the own one alone', () => {
  const { ada, advance, saidOf } = spent()
  ada.change({ x: 2 })
  ada.say({ 2: {}, 3: {} })
  ada.say({ 2: { a: 1 } })
  expect(saidOf(2)).toBeUndefined()
  advance(TURN_MS)
  expect(saidOf(1)).toEqual({ b: 0, n: 121, x: 2 })
  expect(saidOf(2)).toEqual({ a: 1 })
  expect(saidOf(3)).toEqual({})
})
