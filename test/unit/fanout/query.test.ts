import { expect, test } from 'vitest'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { heardIn } from '../../support/raw-client.ts'
import { ANONYMOUS, roomHarness } from '../../support/room-harness.ts'

/** A room with so many entries, and a viewer in it that has been told of them. */
const viewed = (count: number) => {
  const harness = roomHarness()
  const peer = (identity = ANONYMOUS) => {
    const joined = new Peer(harness, 'stock', identity)
    onTestCleanup(() => joined.destroy())
    return joined
  }
  for (let from = 1; from <= count; from += 50) {
    const ids = Array.from({ length: Math.min(50, count + 1 - from) }, (_, n) => from + n)
    peer().say(Object.fromEntries(ids.map((id) => [id, {}])))
  }
  const viewer = peer({ ...ANONYMOUS, role: 'viewer' })
  viewer.ask()
  harness.advance(1_000)
  viewer.take()
  /** How many entries it is told when it asks so often, and then waits so long. */
  const told = (asks: number, ms: number) => {
    for (let n = 0; n < asks; n++) viewer.query()
    harness.advance(ms)
    return viewer.take().flatMap(({ payload }) => heardIn(payload)).length
  }
  return { harness, viewer, told }
}

test('[FO11] whoever asks a thousand times at once is told at once, and with the next tick', () => {
  expect(viewed(100).told(1_000, 100)).toBe(200)
})

test('[FO11] whoever goes on to ask is told of 2000 entries, and then of 100 in a second', () => {
  const { told } = viewed(100)
  let entries = 0
  for (let n = 0; n < 100; n++) entries += told(1, 100)
  expect(entries).toBeGreaterThan(2_000 + 9 * 100)
  expect(entries).toBeLessThanOrEqual(2_000 + 11 * 100)
})

test('[FO11] what is asked too early is answered once, in time', () => {
  const { told } = viewed(100)
  for (let n = 0; n < 30; n++) told(1, 20)
  expect(told(1, 100)).toBe(0)
  expect(told(0, 5_000)).toBe(100)
  expect(told(0, 5_000)).toBe(0)
  expect(told(1, 100)).toBe(100)
})

test('[FO11] in a small room each question has an answer with the next tick', () => {
  const { told } = viewed(2)
  for (let n = 0; n < 100; n++) expect(told(1, 100)).toBe(2)
})
