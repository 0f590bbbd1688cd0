import { expect, test } from 'vitest'
import { memoryStore, RoomError, type RoomHandle } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { heapBytes } from '../support/heap-bytes.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
    return 'it was done'
  } catch (error) {
    return error instanceof RoomError ? error.code : error
  }
}

/** Every way to ask for something of a room. */
const USES: Readonly<Record<string, (room: RoomHandle) => unknown>> = {
  transact: (room) => room.transact(() => undefined),
  update: (room) => room.update(textUpdate('x')),
  read: (room) => room.read(() => undefined),
  snapshot: (room) => room.snapshot(),
  json: (room) => room.json(),
  'presence.get': (room) => room.presence.get(),
  'presence.set': (room) => room.presence.set(null),
  'signals.send': (room) => room.signals.send('bell'),
}

test.each([
  ['a name that is none', 'bad-room', 'no room', {}],
  ['a room that is not there, where rooms must be known', 'room-not-found', 'lesson', { rooms: 'known' }],
] as const)('%s is refused: %s', async (_what, code, room, options) => {
  const { relay } = await startRelay(options)
  expect(await codeOf(() => relay.room(room))).toBe(code)
})

test('a room that the store does not give is refused, and opened once it does', async () => {
  const store = faultyStore(memoryStore())
  const { relay } = await startRelay({ store: store.store })
  store.fail('open')
  expect(await codeOf(() => relay.room('lesson'))).toBe('store-unavailable')
  store.heal()
  expect(await codeOf(() => relay.room('lesson'))).toBe('it was done')
})

test('no more rooms are opened than there is memory for', async () => {
  const store = memoryStore()
  await appendTo(store, 'large', 'epoch', [textUpdate('x'.repeat(100_000))])
  const { relay } = await startRelay({ store, limits: { memory: 60_000 } })
  await relay.room('large')
  expect(await codeOf(() => relay.room('another'))).toBe('relay-full')
})

test('a room stays in memory for as long as it has a handle', async () => {
  const { clock, sweep } = handSweptClock()
  const { url, relay } = await startRelay({ clock, idleMs: 0 })
  const rooms = () => metricOf(url, 'homeroom_rooms')
  const one = await relay.room('lesson')
  const other = await relay.room('lesson')
  await one.close()
  await one.close()
  sweep()
  sweep()
  expect(await rooms()).toBe(1)
  await other.transact((doc) => doc.getText('text').insert(0, 'x'))
  {
    await using third = await relay.room('lesson')
    expect(textIn(await third.snapshot())).toBe('x')
    await other.close()
    sweep()
    expect(await rooms()).toBe(1)
  }
  sweep()
  await until(async () => (await rooms()) === 0)
  expect(await metricOf(url, 'homeroom_room_handles')).toBe(0)
})

test.each(['replaced', 'deleted'])(
  'the handle of a room that is %s is over, and a new one has what is there',
  async (how) => {
    const { url, relay } = await startRelay(ORDERED)
    const api = apiClient(url, SECRET)
    const room = await relay.room('lesson')
    await room.transact((doc) => doc.getText('text').insert(0, 'before'))
    const ends: unknown[] = []
    room.on('end', (why) => ends.push(why))
    room.presence.set({ name: 'Bot' })
    if (how === 'replaced') await api.put('/rooms/lesson/document', textUpdate('after'))
    else await api.remove('/rooms/lesson/document')
    await until(() => ends.length > 0)
    for (const [name, use] of Object.entries(USES))
      expect([name, await codeOf(() => use(room))]).toEqual([name, 'room-reset'])
    await room.close()
    expect(ends).toEqual(['room-reset'])
    const fresh = await relay.room('lesson')
    expect(fresh.epoch).not.toBe(room.epoch)
    expect(fresh.presence.get()).toEqual([])
    expect(textIn(await fresh.snapshot())).toBe(how === 'replaced' ? 'after' : '')
  },
)

test('closing the relay ends every handle, writes what was taken, and opens no more', async () => {
  const store = memoryStore()
  const { relay } = await startRelay({ store: { ...store, close: async () => undefined } })
  const room = await relay.room('lesson')
  const ends: unknown[] = []
  room.on('end', (why) => ends.push(why))
  const edited = room.update(textUpdate('kept'))
  const closed = relay.close()
  expect(await codeOf(() => relay.room('lesson'))).toBe('draining')
  await closed
  expect(await edited).toBe('whole')
  await until(() => ends.length > 0)
  expect(ends).toEqual(['draining'])
  for (const [name, use] of Object.entries(USES))
    expect([name, await codeOf(() => use(room))]).toEqual([name, 'draining'])
  expect((await store.open('lesson')).updates.map(textIn)).toEqual(['kept'])
})

test('a thousand handles of cold rooms leave nothing in memory', async () => {
  const { clock, sweep } = handSweptClock()
  const store = memoryStore()
  const text = 'x'.repeat(2_000)
  for (let index = 0; index < 1_000; index++) await appendTo(store, `cold/${index}`, 'e', [textUpdate(text)])
  const { url, relay } = await startRelay({ store, clock, idleMs: 0 })
  const rooms = () => metricOf(url, 'homeroom_rooms')
  const openAll = async () => {
    const handles: RoomHandle[] = []
    for (let index = 0; index < 1_000; index++) {
      const room = await relay.room(`cold/${index}`)
      handles.push(room)
      room.on('update', () => undefined)
      room.presence.set({ name: 'Bot' })
      // It makes a copy of the document, in turns with everything else.
      if (index % 20 === 0) expect(await room.read((doc) => doc.getText('text').length)).toBe(text.length)
    }
    sweep()
    expect(await rooms()).toBe(1_000)
    await Promise.all(handles.map((room) => room.close()))
    sweep()
    await until(async () => (await rooms()) === 0)
    return heapBytes()
  }
  // What the first time leaves behind is code, and whatever is made once.
  const before = await openAll()
  const after = await openAll()
  expect(await metricOf(url, 'homeroom_document_bytes')).toBe(0)
  expect(await metricOf(url, 'homeroom_room_handles')).toBe(0)
  expect(after - before).toBeLessThan(3_000_000)
})
