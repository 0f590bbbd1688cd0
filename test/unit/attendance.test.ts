import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from '../../server/base/turns.ts'
import { AttendanceLog } from '../../server/events/attendance-log.ts'
import type { RoomEvents } from '../../server/events/room-events.ts'
import { ShownNames } from '../../server/events/shown-names.ts'
import { memoryStore, type Store } from '../../server/index.ts'
import type { KeepingStore } from '../../server/store/store.ts'
import type { Identity } from '../../shared/index.ts'
import { hubHarness, LESSON, someone } from '../support/hub-harness.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const ALL = { from: '0000-01-01', to: '9999-12-31' }

const ADA: Identity = { id: 'ada', name: 'Ada', role: 'host', mayRename: false }

/** The attendance of a hub whose clock stands at the beginning of 2030. */
const setUp = ({
  store = memoryStore(),
  days = 30,
  owner = null,
}: {
  store?: Store
  days?: number
  owner?: string | null
} = {}) => {
  const harness = hubHarness()
  const { context, events } = harness
  const names = new ShownNames()
  const turns = new Turns(context)
  const deps = { ...context, turns, store: store as Store & KeepingStore, names, days, owner }
  const log = new AttendanceLog(events, deps)
  /** Time passes, and what is written for it is written. */
  const pass = async (ms: number) => {
    harness.advance(ms)
    harness.hub.sweep()
    log.sweep()
    await nextTurn()
  }
  const come = async (identity: Partial<Identity> = {}, room = LESSON) => {
    const { member } = someone()
    const person = { ...member, identity: { ...member.identity, ...identity } }
    const { leave } = await harness.enter(room, { member: person })
    return { person, leave }
  }
  const rows = async (range = ALL, room = LESSON) => (await log.read(room, range, 10_000)) ?? []
  const startMs = harness.clock.wallMs()
  return { ...harness, log, store, pass, come, rows, startMs, deps, events: events as RoomEvents }
}

test('a row has who was there, from when to when, and for how many minutes, several tabs once', async () => {
  const { come, pass, rows, startMs } = setUp()
  const first = await come(ADA)
  await pass(5 * MINUTE)
  const second = await come(ADA)
  await pass(5 * MINUTE)
  first.leave()
  await pass(5 * MINUTE)
  second.leave()
  await pass(60 * MINUTE)
  const third = await come(ADA)
  await pass(10 * MINUTE)
  third.leave()
  expect(await rows()).toEqual([
    {
      ...{ day: '2030-01-01', id: 'ada', name: 'Ada', shownName: null, role: 'host', connection: null },
      ...{ firstMs: startMs, lastMs: startMs + 85 * MINUTE, minutes: 25 },
    },
  ])
})

test('people without an id are one by their name, and else each connection is a row of its own', async () => {
  const { come, pass, rows } = setUp()
  const people = [await come({ name: 'Ada' }), await come({ name: 'Ada' }), await come(), await come()]
  await pass(2 * MINUTE)
  for (const { leave } of people) leave()
  const [, , one, other] = people.map(({ person }) => person.id)
  const found = await rows()
  expect(found.map(({ id, name, minutes }) => ({ id, name, minutes }))).toEqual([
    { id: null, name: null, minutes: 2 },
    { id: null, name: null, minutes: 2 },
    { id: null, name: 'Ada', minutes: 2 },
  ])
  expect(new Set(found.map(({ connection }) => connection))).toEqual(new Set([one, other, null]))
})

test('code of the server and people on other nodes are on no list', async () => {
  const { hub, pass, rows } = setUp()
  const { member } = someone()
  for (const source of ['server', 'node'] as const)
    await hub.enter(LESSON, { ...member, source }, () => undefined)
  await pass(2 * MINUTE)
  expect(await rows()).toEqual([])
})

test('rooms and days have rows of their own, and a range of days is both of its ends', async () => {
  const { come, pass, rows } = setUp()
  const other = 'other' as typeof LESSON
  await come(ADA)
  await come({ id: 'bot' }, other)
  await pass(DAY - 10 * MINUTE)
  for (let minute = 0; minute < 20; minute++) await pass(MINUTE)
  expect((await rows()).map(({ day, id, minutes }) => [day, id, minutes])).toEqual([
    ['2030-01-01', 'ada', 1439],
    ['2030-01-02', 'ada', 11],
  ])
  expect((await rows(ALL, other)).map(({ id }) => id)).toEqual(['bot', 'bot'])
  const day = '2030-01-02'
  expect((await rows({ from: day, to: day })).map((row) => row.day)).toEqual([day])
  expect(await rows({ from: '2030-01-03', to: ALL.to })).toEqual([])
})

test('it is written each minute: a relay that is killed loses no more, and the next one adds to it', async () => {
  const store = memoryStore()
  const killed = setUp({ store })
  await killed.come(ADA)
  for (let minute = 0; minute < 10; minute++) await killed.pass(MINUTE)
  await killed.pass(MINUTE - 1)
  const next = setUp({ store })
  expect((await next.rows())[0]?.minutes).toBe(10)
  const { leave } = await next.come(ADA)
  await next.pass(5 * MINUTE)
  leave()
  expect((await next.rows()).map(({ minutes }) => minutes)).toEqual([15])
})

test('where the store fails nothing is lost, and it is counted', async () => {
  const store = memoryStore() as Store & KeepingStore
  const { keep } = store
  const { come, pass, rows, log, metric } = setUp({ store })
  const { leave } = await come(ADA)
  store.keep = () => Promise.reject(new Error('the disk is full'))
  await pass(3 * MINUTE)
  leave()
  expect(await log.write()).toBe(false)
  expect(await metric('homeroom_store_failures_total', { operation: 'attendance' })).toBeGreaterThan(0)
  store.keep = keep
  expect((await rows()).map(({ minutes }) => minutes)).toEqual([3])
})

test('rows older than the retention are taken away, in all rooms', async () => {
  const store = memoryStore()
  const { come, pass, rows } = setUp({ store, days: 2 })
  for (const room of [LESSON, 'other' as typeof LESSON]) (await come(ADA, room)).leave()
  await rows()
  await pass(DAY)
  expect(await store.kept?.('attendance')).toHaveLength(2)
  await pass(DAY)
  expect(await store.kept?.('attendance')).toEqual([])
})

test('a list that is too long is not given, and one over several pages is whole', async () => {
  const { come, pass, rows, log } = setUp()
  for (let index = 0; index < 1_100; index++) await come({ id: `person-${index}` })
  await pass(MINUTE)
  expect(await rows()).toHaveLength(1_100)
  expect(await log.read(LESSON, ALL, 1_099)).toBeNull()
})

test('what is kept and cannot be read is no row, and no reason to fail', async () => {
  const store = memoryStore()
  await store.keep?.(LESSON, 'attendance', new Map([['2030-01-01/id:ada', Uint8Array.of(123, 0)]]))
  const { come, pass, rows } = setUp({ store })
  expect(await rows()).toEqual([])
  const { leave } = await come(ADA)
  await pass(2 * MINUTE)
  leave()
  expect((await rows()).map(({ minutes }) => minutes)).toEqual([2])
})

test('a name that changes while somebody is there ends with them all the same', async () => {
  const { come, pass, rows, hub } = setUp()
  const { person } = await come({ name: 'Ada' })
  await pass(2 * MINUTE)
  Object.assign(person, { identity: { ...person.identity, name: 'Ada L.' } })
  hub.peek(LESSON)?.leave(person, 'left')
  await pass(60 * MINUTE)
  expect((await rows()).map(({ name, minutes }) => [name, minutes])).toEqual([['Ada', 2]])
})

test('somebody who is at two relays, or goes from one to the other, has one row, and no minute counts twice', async () => {
  const store = memoryStore()
  const [one, other] = [setUp({ store, owner: 'a' }), setUp({ store, owner: 'b' })]
  const pass = async (ms: number) => {
    for (const relay of [one, other]) await relay.pass(ms)
    for (const relay of [one, other]) await relay.log.write()
  }
  const first = await one.come(ADA)
  await pass(10 * MINUTE)
  const second = await other.come(ADA)
  await pass(5 * MINUTE)
  first.leave()
  await pass(10 * MINUTE)
  second.leave()
  await pass(10 * MINUTE)
  const row = {
    ...{ day: '2030-01-01', id: 'ada', name: 'Ada', shownName: null, role: 'host', connection: null },
    ...{ firstMs: one.startMs, lastMs: one.startMs + 25 * MINUTE, minutes: 25 },
  }
  expect(await one.rows()).toEqual([row])
  expect(await other.rows()).toEqual([row])
})

test('thousands of rows are read in many turns of the event loop', async () => {
  const { store, rows } = setUp()
  const row = (at: number) => ({
    ...{ id: `${at}`, name: null, role: 'member', connection: null },
    ...{ firstMs: 1, lastMs: 2, presentMs: 1 },
  })
  const stored = Array.from({ length: 5_000 }, (_, at): [string, Uint8Array] => [
    `2030-01-01/id:${at}`,
    Buffer.from(JSON.stringify(row(at))),
  ])
  await store.keep?.(LESSON, 'attendance', new Map(stored))
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  expect(await rows()).toHaveLength(5_000)
  isOver = true
  expect(turns).toBeGreaterThan(20)
})
