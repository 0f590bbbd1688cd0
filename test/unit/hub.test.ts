import { expect, test } from 'vitest'
import type { StoredRoom } from '../../server/index.ts'
import type { RoomId } from '../../shared/index.ts'
import { hubHarness, IDLE_MS, LESSON, textOf, write } from '../support/hub-harness.ts'
import { until } from '../support/until.ts'

test('[DO2] joins during a load share it, and none is in the room before it is loaded', async () => {
  const { hub, enter, hold, calls } = hubHarness()
  const release = hold('open')
  let entered = 0
  const joins = Array.from({ length: 5 }, () =>
    enter().then((joined) => {
      entered += 1
      return joined
    }),
  )
  expect(hub.size).toBe(1)
  expect(hub.peek(LESSON)).toBeNull()
  expect(entered).toBe(0)
  release()
  const rooms = await Promise.all(joins)
  expect(new Set(rooms.map(({ room }) => room)).size).toBe(1)
  expect(rooms[0]?.room.participants.size).toBe(5)
  expect(calls('open')).toBe(1)
})

test('[DO2] a load that fails is told to all who wait for it, and the next join tries again', async () => {
  const { hub, enter, fail, heal, calls, metric, lines } = hubHarness()
  fail('open')
  const joins = await Promise.allSettled([enter(), enter(), enter()])
  expect(joins.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(hub.size).toBe(0)
  expect(calls('open')).toBe(2)
  expect(await metric('homeroom_store_failures_total', { operation: 'load' })).toBe(2)
  expect(lines[0]).toMatchObject({ level: 'error', fields: { room: LESSON, operation: 'load' } })
  heal()
  await enter()
  expect(hub.size).toBe(1)
})

test('[DO2] a store that gives what no document can be made of fails the load, and holds nobody up', async () => {
  const { hub, store, metric } = hubHarness()
  const { open } = store
  store.open = async () =>
    ({ epoch: 'e', updates: null, lastSeq: 0, quarantined: 0 }) as unknown as StoredRoom
  expect(await hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(hub.size).toBe(0)
  expect(await metric('homeroom_store_failures_total', { operation: 'load' })).toBe(1)
  store.open = open
  expect((await hub.load(LESSON)).ok).toBe(true)
})

test('[DO3] an empty room leaves memory when it has been idle, and comes back with everything', async () => {
  const { hub, enter, idle, advance, metric } = hubHarness()
  const ada = await enter()
  write(ada, 'hello')
  const { epoch } = ada.room
  ada.leave()
  advance(IDLE_MS - 1)
  hub.sweep()
  expect(hub.peek(LESSON)).toBe(ada.room)
  idle()
  await until(() => hub.size === 0)
  expect(await metric('homeroom_rooms')).toBe(0)
  const again = await enter()
  expect(again.room).not.toBe(ada.room)
  expect(textOf(again.room)).toBe('hello')
  expect(again.room.epoch).toBe(epoch)
})

test('[DO3] who comes back before the time is over finds the same room', async () => {
  const { hub, enter, advance, idle } = hubHarness()
  const ada = await enter()
  ada.leave()
  advance(IDLE_MS - 1)
  const again = await enter()
  idle()
  expect(hub.peek(LESSON)).toBe(again.room)
  expect(again.room).toBe(ada.room)
})

test('[DO3] whoever joins while a room closes waits, and finds all of it', async () => {
  const { hub, enter, idle, hold, metric } = hubHarness()
  const ada = await enter()
  write(ada, 'first')
  ada.leave()
  const release = hold('append')
  idle()
  expect(hub.peek(LESSON)).toBeNull()
  expect(await metric('homeroom_rooms', { state: 'closing' })).toBe(1)
  let entered = 0
  const joins = [enter(), enter(), enter()].map((join) =>
    join.then((joined) => {
      entered += 1
      return joined
    }),
  )
  await hub.load('elsewhere' as RoomId)
  expect(entered).toBe(0)
  release()
  const rooms = await Promise.all(joins)
  for (const { room } of rooms) {
    expect(room).toBe(rooms[0]?.room)
    expect(textOf(room)).toBe('first')
  }
  expect(await metric('homeroom_rooms', { state: 'closing' })).toBe(0)
  expect(await metric('homeroom_rooms', { state: 'open' })).toBe(2)
})

test('[DO4] C65 a room whose updates are not stored stays, and whoever comes finds it as it was', async () => {
  const { hub, enter, idle, fail, heal, advance, metric } = hubHarness()
  const ada = await enter()
  fail('append')
  write(ada, 'precious')
  ada.leave()
  for (let round = 0; round < 3; round++) {
    idle()
    await until(() => hub.peek(LESSON) !== null)
  }
  expect(hub.isStoreFailing).toBe(true)
  expect(await hub.flush()).toBe(false)
  expect(await metric('homeroom_journal_pending_updates')).toBe(1)
  const teacher = await enter()
  expect(textOf(teacher.room)).toBe('precious')
  teacher.leave()
  heal()
  advance(5_000)
  hub.sweep()
  await until(() => !hub.isStoreFailing)
  idle()
  await until(() => hub.size === 0)
  expect(textOf((await enter()).room)).toBe('precious')
})

test('[DO4] a batch that fails while its room is being unloaded is not lost with it', async () => {
  const { hub, enter, idle, hold, fail, heal, calls } = hubHarness()
  const ada = await enter()
  const release = hold('append')
  write(ada, 'on its way')
  await until(() => calls('append') === 1)
  ada.leave()
  idle()
  fail('append')
  release()
  await until(() => hub.peek(LESSON) !== null)
  heal()
  expect(await hub.flush()).toBe(true)
  idle()
  await until(() => hub.size === 0)
  expect(textOf((await enter()).room)).toBe('on its way')
})

test('[DO9] a room has an epoch of its own from the start', async () => {
  const { enter } = hubHarness()
  const one = await enter()
  const other = await enter('board' as RoomId)
  expect(one.room.epoch).toMatch(/^[\w-]{27}$/)
  expect(other.room.epoch).not.toBe(one.room.epoch)
})

test('[DO3] C76 ten thousand rooms that were opened and left leave nothing behind', async () => {
  const { hub, enter, idle, metric } = hubHarness({ idleMs: 0 })
  for (let index = 0; index < 10_000; index++) {
    const ada = await enter(`room-${index}` as RoomId)
    ada.leave()
    if (index % 100 === 99) idle()
  }
  idle()
  await until(() => hub.size === 0)
  for (const name of ['rooms', 'presence_entries', 'journal_pending_updates']) {
    expect(await metric(`homeroom_${name}`), name).toBe(0)
  }
})

test('a room that owes nothing is left alone, one that waits has a sweep each second, and one in which something happens has each', async () => {
  const { hub, enter, advance } = hubHarness()
  const [quiet, waits, lesson] = [
    await enter('quiet' as RoomId),
    await enter('waits' as RoomId),
    await enter(),
  ]
  waits.room.moderation.door.knock('ada', 'Ada')
  const sweeps = { quiet: 0, waits: 0, lesson: 0 }
  for (const [name, { room }] of Object.entries({ quiet, waits, lesson })) {
    const sweep = room.sweep.bind(room)
    room.sweep = () => {
      sweeps[name as keyof typeof sweeps] += 1
      sweep()
    }
  }
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      write(lesson, 'a letter')
      advance(250)
      hub.sweep()
      // What was ordered is written meanwhile.
      await new Promise(setImmediate)
    }
  }
  await rounds(3)
  Object.assign(sweeps, { quiet: 0, waits: 0, lesson: 0 })
  await rounds(16)
  expect(sweeps).toEqual({ quiet: 0, waits: 4, lesson: 16 })
  quiet.leave()
  await rounds(2)
  expect(sweeps.quiet).toBe(2)
})
