import { expect, test } from 'vitest'
import { createContext } from '../../../server/base/context.ts'
import { type Outbox, Scheduler } from '../../../server/fanout/scheduler.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryLog } from '../../support/memory-log.ts'
import { sumOf } from '../../support/relay-metrics.ts'

/** A scheduler on a clock that stands still while nothing costs anything. */
const scheduling = () => {
  const time = fakeClock()
  const { log, lines } = memoryLog()
  let timers = 0
  const clock: typeof time.clock = {
    ...time.clock,
    after(ms, then) {
      timers += 1
      time.clock.after(ms, () => {
        timers -= 1
        then()
      })
    },
  }
  const context = createContext({ clock, log })
  const scheduler = new Scheduler(context)
  const failures = async () =>
    sumOf(await context.metrics.registry.metrics(), 'homeroom_failures_total', { where: 'flush' })

  /** A room's outbox, which notes when it is flushed. */
  const outbox = (work: () => void = () => undefined, waitMs: Outbox['waitMs'] = ({ tickMs }) => tickMs) => {
    const flushes: number[] = []
    let breaks = 0
    const box: Outbox = {
      room: 'lesson',
      waitMs,
      flushedAtMs: Number.NEGATIVE_INFINITY,
      costMs: 0,
      flush() {
        flushes.push(time.clock.monotonicMs())
        work()
      },
      broken() {
        breaks += 1
      },
    }
    return { flushes, breaks: () => breaks, request: () => scheduler.request(box) }
  }
  return { ...time, scheduler, outbox, failures, lines, timerCount: () => timers }
}

test('[FO1] the first change in a quiet room goes out at once, what follows with the tick', () => {
  const { outbox, advance } = scheduling()
  const room = outbox()
  room.request()
  expect(room.flushes).toEqual([0])
  room.request()
  room.request()
  advance(15)
  room.request()
  expect(room.flushes).toEqual([0])
  advance(1)
  expect(room.flushes).toEqual([0, 16])
})

test('[FO1] a room in which nothing happens is not flushed, and is quiet again after a tick', () => {
  const { outbox, advance, timerCount } = scheduling()
  const room = outbox()
  room.request()
  room.request()
  advance(1_000)
  expect(room.flushes).toEqual([0, 16])
  expect(timerCount()).toBe(0)
  room.request()
  expect(room.flushes).toEqual([0, 16, 1_000])
})

test('[FO1] a room with changes all the time is flushed once in 16 ms', () => {
  const { outbox, advance } = scheduling()
  const room = outbox()
  for (let ms = 0; ms < 160; ms++) {
    room.request()
    advance(1)
  }
  expect(room.flushes).toEqual([0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160])
})

test('[FO1] one timer does for many rooms, and none of them waits longer than a tick', () => {
  const { outbox, advance, timerCount } = scheduling()
  const rooms = Array.from({ length: 100 }, () => outbox())
  for (let ms = 0; ms < 200; ms++) {
    for (const room of rooms) room.request()
    expect(timerCount()).toBeLessThanOrEqual(1)
    advance(1)
  }
  for (const { flushes } of rooms) {
    expect(flushes.length).toBeGreaterThanOrEqual(12)
    for (const [n, ms] of flushes.entries()) expect(ms - (flushes[n - 1] ?? ms)).toBeLessThanOrEqual(16)
  }
})

test('[FO1] updates go as they come, and do not make presence go more often', () => {
  const { outbox, advance } = scheduling()
  const presence = outbox()
  const updates = outbox(undefined, (load) => load.promptMs(0))
  for (let ms = 0; ms < 1_600; ms++) {
    presence.request()
    updates.request()
    advance(1)
  }
  expect(updates.flushes).toHaveLength(1_600)
  expect(presence.flushes.length).toBeGreaterThan(95)
  expect(presence.flushes.length).toBeLessThanOrEqual(102)
})

test('[FO1] two letters within a moment go at once, one by one, unless letters have taken much of the time of late', () => {
  const { outbox, advance } = scheduling()
  const letters = outbox(
    () => advance(0.2),
    (load) => load.promptMs(0.2),
  )
  for (let round = 0; round < 20; round++) {
    letters.request()
    letters.request()
    expect(letters.flushes).toHaveLength(2 * (round + 1))
    advance(50)
  }
  for (let ms = 0; ms < 1_000; ms += 0.1) {
    letters.request()
    advance(0.1)
  }
  letters.flushes.splice(0, letters.flushes.length)
  const busyMs = 100
  for (let ms = 0; ms < busyMs; ms += 0.1) {
    letters.request()
    advance(0.1)
  }
  expect(letters.flushes.length * 0.2).toBeLessThan(busyMs / 2)
})

/** Runs a room that changes all the time and whose flush takes `costMs`, for `forMs`. */
const keepBusy = (
  { outbox, advance, scheduler, clock }: ReturnType<typeof scheduling>,
  costMs: number,
  forMs: number,
) => {
  const room = outbox(() => advance(costMs))
  const endMs = clock.monotonicMs() + forMs
  while (clock.monotonicMs() < endMs) {
    room.request()
    advance(1)
  }
  return scheduler.tickMs
}

test('[FO1] ticks are stretched by what sending costs, up to 100 ms, and are short again afterwards', () => {
  const world = scheduling()
  expect(world.scheduler.tickMs).toBe(16)
  keepBusy(world, 0, 2_000)
  expect(world.scheduler.tickMs).toBe(16)
  const busy = keepBusy(world, 15, 5_000)
  // Sending takes a third of the time at most, and the tick is no longer than that needs.
  expect(busy).toBeGreaterThan(40)
  expect(busy).toBeLessThan(75)
  expect(keepBusy(world, 60, 5_000)).toBe(100)
  keepBusy(world, 0, 5_000)
  expect(world.scheduler.tickMs).toBe(16)
})

test('[FO1][HT14] a flush that fails is logged and counted, and the other rooms are flushed', async () => {
  const { outbox, advance, failures, lines } = scheduling()
  const error = new Error('it cannot be encoded')
  const first = outbox()
  const broken = outbox(() => {
    throw error
  })
  const last = outbox()
  const rooms = [first, broken, last]
  for (const room of rooms) room.request()
  for (const room of rooms) room.request()
  advance(16)
  for (const { flushes } of rooms) expect(flushes).toEqual([0, 16])
  expect(await failures()).toBe(2)
  const line = { level: 'error', fields: { room: 'lesson', err: error } }
  expect(lines).toMatchObject([line, line])
})

test('[FO1] a flush that fails is tried again with the next tick; a room that fails three times in a row is broken', async () => {
  const { outbox, advance, failures, timerCount } = scheduling()
  let failsLeft = 2
  const room = outbox(() => {
    if (failsLeft-- > 0) throw new Error('it cannot be encoded')
  })
  room.request()
  advance(1_000)
  expect(room.flushes).toEqual([0, 16, 32])
  expect(room.breaks()).toBe(0)
  failsLeft = 3
  room.request()
  advance(1_000)
  expect(room.flushes).toEqual([0, 16, 32, 1_000, 1_016, 1_032])
  expect(room.breaks()).toBe(1)
  expect(await failures()).toBe(5)
  expect(timerCount()).toBe(0)
})

test.each([0, 40])(
  '[FO1] what a room asks for while it is flushed is for the next tick, also where flushing takes %d ms',
  (costMs) => {
    const { outbox, advance, timerCount } = scheduling()
    let depth = 0
    let deepest = 0
    let asks = 3
    const room = outbox(() => {
      depth += 1
      deepest = Math.max(deepest, depth)
      advance(costMs)
      if (asks-- > 0) room.request()
      depth -= 1
    })
    room.request()
    advance(1_000)
    expect(deepest).toBe(1)
    expect(room.flushes).toHaveLength(4)
    expect(timerCount()).toBe(0)
  },
)
