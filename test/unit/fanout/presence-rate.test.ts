import { expect, test } from 'vitest'
import { PresenceRate } from '../../../server/fanout/presence-rate.ts'
import { MESSAGES, type Welcome } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { Peer } from '../../support/peer.ts'
import { ANONYMOUS, roomHarness } from '../../support/room-harness.ts'

test('[RT1] the rate is slower at once where more hear, and faster where fewer did for five seconds', () => {
  const { clock, advance } = fakeClock()
  let people = 0
  const told: number[] = []
  const rate = new PresenceRate({ clock, count: () => people, onChanged: () => told.push(rate.perSecond) })
  const look = (count: number) => {
    people = count
    rate.look()
    return rate.perSecond
  }
  expect([0, 1, 2, 8, 9, 99, 100, 499, 500, 5_000].map(look)).toEqual([0, 0, 60, 60, 30, 30, 10, 10, 5, 5])
  expect(told).toEqual([60, 30, 10, 5])
  look(1)
  advance(4_900)
  // Somebody has only loaded the page again.
  look(500)
  look(1)
  advance(4_900)
  expect(look(1)).toBe(5)
  advance(100)
  expect(look(1)).toBe(0)
  expect(told).toEqual([60, 30, 10, 5, 0])
})

const joined = (isSparing: boolean) => {
  const harness = roomHarness()
  const join = (clientId: number, sparing = false) => {
    const peer = new Peer(harness, 'homeroom.v1', ANONYMOUS, sparing)
    onTestCleanup(() => peer.destroy())
    peer.say({ [clientId]: { name: 'a long name', x: 0, y: 0 } })
    return peer
  }
  const reader = join(1, isSparing)
  const other = join(2)
  harness.advance(1_000)
  const ratesOf = ({ frames }: Peer) =>
    frames
      .filter(({ payload }) => payload[0] === MESSAGES.welcome.type)
      .map(({ payload }) => JSON.parse(Buffer.from(payload.subarray(3)).toString()) as Welcome)
      .map(({ limits }) => limits.presencePerSecond)
  return { ...harness, reader, other, join, ratesOf }
}

test('[RT1] a client is welcomed with the rate, and again when the room takes another one', () => {
  const { advance, reader, other, join, ratesOf } = joined(false)
  const others = Array.from({ length: 7 }, (_, n) => join(3 + n))
  expect([reader, other, others[6]].map((peer) => peer && ratesOf(peer))).toEqual([
    [0, 60, 30],
    [60, 30],
    [30],
  ])
  for (const one of [other, ...others]) one.leave()
  reader.frames.length = 0
  advance(6_000)
  expect(ratesOf(reader)).toEqual([0])
})

test('[RT3] a client that saves data is told what changed, four times a second, and what is new at once after a pause', () => {
  const { advance, reader, other, ratesOf, join } = joined(true)
  expect(ratesOf(reader)).toEqual([0, 4])
  const usual = join(3)
  advance(1_000)
  reader.take()
  usual.take()
  for (let x = 1; x <= 100; x++) {
    other.change({ x, y: x })
    advance(20)
  }
  advance(300)
  const [few, many] = [reader.take(), usual.take()]
  expect(few.length).toBeGreaterThanOrEqual(8)
  expect(few.length).toBeLessThanOrEqual(10)
  expect(many.length).toBeGreaterThan(50)
  // Changes alone: a whole entry has its name.
  for (const { payload } of few) expect(payload.length).toBeLessThan(14)
  expect(reader.people.get(2)).toEqual(usual.people.get(2))
  advance(1_000)
  other.leave()
  advance(1)
  expect(reader.people.has(2)).toBe(false)
  expect(reader.isOpen).toBe(true)
})
