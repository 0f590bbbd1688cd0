import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createHybridClock } from '../../server/clock.ts'
import { createHub } from '../../server/hub.ts'
import { memoryStore, type StoredRoom } from '../../server/index.ts'
import { createMetrics } from '../../server/metrics.ts'
import type { Member, Room } from '../../server/room.ts'
import type { CloseName, RoomId } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { sumOf } from '../support/relay-metrics.ts'
import { until } from '../support/until.ts'
import { nestedTypes, updateOf } from '../support/yjs-bytes.ts'

const LESSON = 'lesson' as RoomId
const IDLE_MS = 30_000

/** Somebody in a room, who hears and is told to go. */
const someone = () => {
  const closes: CloseName[] = []
  const frames: Uint8Array[] = []
  const member: Member = {
    identity: { id: null, name: null, role: 'member', mayRename: true },
    ownedClients: new Set(),
    hearsPresence: true,
    heardAtMs: 0,
    isOpen: true,
    ping: () => undefined,
    terminate: () => undefined,
    send: (frame) => frames.push(frame),
    close: (name) => closes.push(name),
  }
  return { member, closes, frames }
}

const setUp = ({ idleMs = IDLE_MS } = {}) => {
  const faulty = faultyStore(memoryStore())
  const time = fakeClock()
  const metrics = createMetrics()
  const { log, lines } = memoryLog()
  const { clock } = time
  const hub = createHub({
    store: faulty.store,
    clock,
    log,
    metrics,
    idleMs,
    hybridClock: createHybridClock(clock),
    space: 'free',
    verifies: false,
  })
  const enter = async (id = LESSON, { member } = someone()) => {
    let room: Room | null = null
    const entered = await hub.enter(id, member, (into) => {
      room = into
    })
    if (!entered.ok) throw new Error(entered.fault.code)
    return { room: room as unknown as Room, member, leave: () => room?.leave(member) }
  }
  const metric = async (name: string, labels?: Record<string, string>) =>
    sumOf(await metrics.registry.metrics(), name, labels)
  /** Lets the time of an empty room pass. */
  const idle = () => {
    time.advance(idleMs)
    hub.sweep()
  }
  return { hub, enter, idle, metric, lines, ...faulty, ...time }
}

const write = ({ room, member }: { room: Room; member: Member }, value: string) => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  expect(room.update(member, Y.encodeStateAsUpdate(doc)).ok).toBe(true)
}

const textOf = (room: Room) => room.document.doc.getText('text').toString()

test('[DO2] joins during a load share it, and none is in the room before it is loaded', async () => {
  const { hub, enter, hold, calls } = setUp()
  const release = hold('load')
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
  expect(rooms[0]?.room.members.size).toBe(5)
  expect(calls('load')).toBe(1)
})

test('[DO2] a load that fails is told to all who wait for it, and the next join tries again', async () => {
  const { hub, enter, fail, heal, calls, metric, lines } = setUp()
  fail('load')
  const joins = await Promise.allSettled([enter(), enter(), enter()])
  expect(joins.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(hub.size).toBe(0)
  expect(calls('load')).toBe(2)
  expect(await metric('homeroom_store_failures_total', { operation: 'load' })).toBe(2)
  expect(lines[0]).toMatchObject({ level: 'error', fields: { room: LESSON, operation: 'load' } })
  heal()
  await enter()
  expect(hub.size).toBe(1)
})

test('[DO2] a store that gives what no document can be made of fails the load, and holds nobody up', async () => {
  const { hub, store, metric } = setUp()
  const { load } = store
  store.load = async () =>
    ({ epoch: 'e', updates: null, lastSeq: 0, quarantined: 0 }) as unknown as StoredRoom
  expect(await hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(hub.size).toBe(0)
  expect(await metric('homeroom_store_failures_total', { operation: 'load' })).toBe(1)
  store.load = load
  expect((await hub.load(LESSON)).ok).toBe(true)
})

test('[DO3] an empty room leaves memory when it has been idle, and comes back with everything', async () => {
  const { hub, enter, idle, advance, metric } = setUp()
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
  const { hub, enter, advance, idle } = setUp()
  const ada = await enter()
  ada.leave()
  advance(IDLE_MS - 1)
  const again = await enter()
  idle()
  expect(hub.peek(LESSON)).toBe(again.room)
  expect(again.room).toBe(ada.room)
})

test('[DO3] whoever joins while a room closes waits, and finds all of it', async () => {
  const { hub, enter, idle, hold, metric } = setUp()
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
  const { hub, enter, idle, fail, heal, advance, metric } = setUp()
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
  const { hub, enter, idle, hold, fail, heal, calls } = setUp()
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

test('[DO4] what waits for an update that has not come yet is stored like any other', async () => {
  const { hub, enter, idle } = setUp()
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  source.getText('text').insert(0, 'a')
  source.getText('text').insert(1, 'b')
  const [first, second] = updates as [Uint8Array, Uint8Array]
  const ada = await enter()
  ada.room.update(ada.member, second)
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const again = await enter()
  expect(textOf(again.room)).toBe('')
  again.room.update(again.member, first)
  expect(textOf(again.room)).toBe('ab')
})

test('[DO5] a room that is unloaded is stored as one snapshot', async () => {
  const { hub, enter, idle, store } = setUp()
  const ada = await enter()
  for (const letter of 'abc') write(ada, letter)
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const { updates } = await store.load(LESSON)
  expect(updates).toHaveLength(1)
  expect(textOf((await enter()).room)).toHaveLength(3)
})

test('[ST1] records that Yjs cannot read are counted, stay in the store, and no snapshot takes their place', async () => {
  const { hub, enter, idle, store, metric, lines } = setUp()
  const ada = await enter()
  write(ada, 'good')
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const unreadable = Uint8Array.of(7, 7, 7)
  await store.append(LESSON, ada.room.epoch, [unreadable])
  const teacher = await enter()
  expect(textOf(teacher.room)).toBe('good')
  expect(await metric('homeroom_store_quarantined_records_total')).toBe(1)
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', fields: { room: LESSON, quarantined: 0, unreadable: 1 } }),
  )
  write(teacher, ' and new')
  teacher.leave()
  idle()
  await until(() => hub.size === 0)
  const { updates } = await store.load(LESSON)
  expect(updates).toContainEqual(unreadable)
  expect(updates).toHaveLength(3)
})

test('[DO7] an update that breaks Yjs costs its sender the room, and the others nothing', async () => {
  const { hub, enter, lines } = setUp()
  const culprit = someone()
  const innocent = someone()
  const bad = await enter(LESSON, culprit)
  const good = await enter(LESSON, innocent)
  write(good, 'kept')
  expect(bad.room.update(culprit.member, nestedTypes(1, 10_000)).ok).toBe(true)
  expect(bad.room.update(culprit.member, updateOf([], [{ client: 1, ranges: [[0, 1]] }])).ok).toBe(false)
  // Said to a broken document, so that it is not there when the room is loaded again: its sender comes back with it.
  write(good, 'said meanwhile')
  hub.sweep()
  expect(culprit.closes).toEqual(['bad-frames'])
  expect(innocent.closes).toEqual(['try-later'])
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', fields: { room: LESSON } }))
  bad.leave()
  good.leave()
  const again = await enter(LESSON, innocent)
  expect(again.room).not.toBe(good.room)
  expect(textOf(again.room)).toBe('kept')
  write(again, '!')
  expect(await hub.flush()).toBe(true)
  hub.sweep()
  expect(hub.peek(LESSON)).toBe(again.room)
})

test('[DO9] a room has an epoch of its own from the start', async () => {
  const { enter } = setUp()
  const one = await enter()
  const other = await enter('board' as RoomId)
  expect(one.room.epoch).toMatch(/^[0-9a-f-]{36}$/)
  expect(other.room.epoch).not.toBe(one.room.epoch)
})

test('[DO3] C76 ten thousand rooms that were opened and left leave nothing behind', async () => {
  const { hub, enter, idle, metric } = setUp({ idleMs: 0 })
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
