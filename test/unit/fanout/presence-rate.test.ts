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
  const rate = new PresenceRate({
    clock,
    count: () => people,
    crowd: null,
    onChanged: () => told.push(rate.perSecond),
  })
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

test('[RT4] a crowd of whom many move is slower, and faster where four fifths of a row have moved for five seconds', () => {
  const { clock, advance } = fakeClock()
  const told: number[] = []
  const rate = new PresenceRate({
    clock,
    count: () => 8_000,
    crowd: 200,
    onChanged: () => told.push(rate.perSecond),
  })
  /** So many say where they are as often as they may. */
  const move = (people: number, seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      for (let sent = 0; sent < people * rate.perSecond; sent++) rate.changed()
      advance(1_000)
      rate.look()
    }
    return rate.perSecond
  }
  rate.look()
  expect([move(400, 3), move(2_300, 3)]).toEqual([5, 5])
  expect(move(2_500, 1)).toBe(2)
  // What is on its way at the rate of before counts for nothing.
  for (let sent = 0; sent < 2_500 * 5; sent++) rate.changed()
  expect([move(2_500, 6), move(5_900, 3), move(7_000, 5)]).toEqual([2, 2, 1])
  // At the edge of a row nothing changes.
  expect([move(5_900, 12), move(2_000, 4)]).toEqual([1, 1])
  expect([move(2_000, 5), move(2_000, 9), move(1_900, 8)]).toEqual([2, 2, 5])
  expect(told).toEqual([5, 2, 1, 2, 5])
})

test('[RT4] in a crowd of hundreds clients are asked for what its ticks have room for', () => {
  const { clock, advance } = fakeClock()
  const rate = new PresenceRate({ clock, count: () => 300, crowd: 200, onChanged: () => undefined })
  rate.look()
  const move = (people: number) => {
    for (let second = 0; second < 3; second++) {
      for (let sent = 0; sent < people * rate.perSecond; sent++) rate.changed()
      advance(1_000)
      rate.look()
    }
    return rate.perSecond
  }
  expect([move(140), move(300), move(300)]).toEqual([10, 5, 5])
})

test('[RT4] how many move makes no difference where the room is no crowd', () => {
  const { clock, advance } = fakeClock()
  for (const crowd of [null, 8_000]) {
    const rate = new PresenceRate({ clock, count: () => 8_000, crowd, onChanged: () => undefined })
    rate.look()
    for (let second = 0; second < 9; second++) {
      for (let sent = 0; sent < 8_000 * 5; sent++) rate.changed()
      advance(1_000)
      rate.look()
    }
    expect(rate.perSecond).toBe(5)
  }
})

const joined = (isSparing: boolean, crowd?: number) => {
  const harness = roomHarness({ ...(crowd !== undefined && { crowd }) })
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

test('[RT4] a crowd that moves is welcomed with a lower rate', () => {
  const { advance, reader, other, join, ratesOf } = joined(false, 60)
  const movers = [other, ...Array.from({ length: 98 }, (_, n) => join(3 + n))]
  expect(ratesOf(reader).at(-1)).toBe(10)
  for (let x = 1; x <= 80; x++) {
    for (const mover of movers) for (const step of [0, 0.5]) mover.change({ x: x + step, y: 0 })
    advance(50)
  }
  expect(ratesOf(reader).at(-1)).toBe(5)
})
