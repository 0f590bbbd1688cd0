// Restores under the lock of their room, where another relay has it, and where the store does not do its part.
import { expect, test, vi } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import { memoryStore, type Store, systemClock } from '../../server/index.ts'
import { RoomLocks } from '../../server/versions/room-locks.ts'
import type { RoomId } from '../../shared/index.ts'
import { textUpdate } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { type MemoryLog, memoryLog } from '../support/memory-log.ts'
import { until } from '../support/until.ts'
import { VERSIONS, versionRoom } from '../support/version-room.ts'

const LONG_MS = 600_000

const LESSON = 'lesson' as RoomId

/** A room with a version of `Hello` in which nothing is left, over that store. */
const emptied = async (store: Store, options = {}) => {
  const made = await versionRoom('Hello', { store, ...options })
  const { id } = await made.create()
  await made.write(() => made.client.text.delete(0, 5))
  return { ...made, restore: () => made.api.post(`${VERSIONS}/${id}/restore`, {}) }
}

/** At what the store failed, by the log. */
const failed = (lines: MemoryLog['lines']) =>
  lines.filter(({ message }) => message === 'the store failed').map(({ fields }) => fields.operation)

/** Whether another relay would get the lock just now. */
const isFree = async (store: Store): Promise<boolean> => {
  const isMine = (await store.lock?.('lesson', 'probe', LONG_MS)) === true
  await store.unlock?.('lesson', 'probe')
  return isMine
}

test('[VE2] while another relay restores a host waits, versions of other rooms are made, and at last the host hears why', async () => {
  const store = memoryStore()
  const time = fakeClock(Date.now())
  const { api, restore, client } = await emptied(store, { clock: time.clock })
  await api.put('/rooms/other/document', textUpdate('There'))
  await store.lock?.('lesson', 'another relay', LONG_MS)
  const waiting = restore()
  expect((await api.post('/rooms/other/versions', { name: null })).status).toBe(200)
  time.advance(20_000)
  expect(await waiting).toMatchObject({
    status: 503,
    json: { error: 'busy', message: expect.stringContaining('Try again') },
  })
  expect(client.text.toString()).toBe('')
  await store.unlock?.('lesson', 'another relay')
  expect((await restore()).status).toBe(200)
  await until(() => client.text.toString() === 'Hello')
  await until(() => isFree(store), 'it is given back')
})

test('[VE2] a relay that has died with the lock keeps the room from nobody: it ends', async () => {
  const store = memoryStore()
  const { restore } = await emptied(store)
  await store.lock?.('lesson', 'of a dead relay', 300)
  expect((await restore()).status).toBe(200)
})

test('[VE2] where the store fails at the lock, or at what others have written, nothing is changed, and the host hears that', async () => {
  const { store, fail, heal } = faultyStore(memoryStore())
  const { log, lines } = memoryLog()
  const { restore, client, list } = await emptied(store, { log })
  const message = expect.stringContaining('Nothing is changed')
  for (const operation of ['lock', 'since'] as const) {
    fail(operation)
    expect(await restore()).toMatchObject({ status: 503, json: { error: 'store-unavailable', message } })
    expect(failed(lines).at(-1)).toBe(operation)
    heal()
    await until(() => isFree(store), 'it is given back')
  }
  expect([client.text.toString(), (await list()).length]).toEqual(['', 1])
  expect((await restore()).status).toBe(200)
})

test('[VE2] a store whose unlock throws, gives no promise or never answers ends no relay, and the log says it', async () => {
  const unheard = vi.fn()
  process.on('unhandledRejection', unheard)
  onTestCleanup(() => process.off('unhandledRejection', unheard))
  const unlocks = [
    () => {
      throw new Error('no unlock')
    },
    () => undefined,
    () => Promise.reject(new Error('no unlock')),
  ]
  const said: number[] = []
  for (const unlock of unlocks) {
    const { log, lines } = memoryLog()
    const { restore } = await emptied({ ...memoryStore(), unlock } as Store, { log })
    expect((await restore()).status).toBe(200)
    await new Promise(setImmediate)
    said.push(failed(lines).length)
  }
  expect(said).toEqual([1, 0, 1])
  expect(unheard).not.toHaveBeenCalled()

  vi.useFakeTimers()
  onTestCleanup(() => vi.useRealTimers())
  const { log, lines } = memoryLog()
  const { metrics } = createContext({ clock: systemClock, log })
  const store = { ...memoryStore(), unlock: () => new Promise<void>(() => undefined) }
  const lock = await new RoomLocks({ store, clock: systemClock, metrics, log }).take(LESSON)
  lock?.giveBack()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(failed(lines)).toEqual(['unlock'])
})

test('[VE2] a relay that has lost the lock meanwhile changes nothing', async () => {
  const inner = memoryStore()
  let calls = 0
  const lock: Store['lock'] = async () => {
    calls += 1
    return calls === 1
  }
  const { restore, client } = await emptied({ ...inner, lock })
  expect(await restore()).toMatchObject({
    status: 503,
    json: { error: 'store-unavailable', message: expect.stringContaining('Nothing is changed') },
  })
  expect(client.text.toString()).toBe('')
})

test('[VE2] what is restored and not stored yet keeps the lock, until it is stored', async () => {
  const inner = memoryStore()
  const { store, fail, heal } = faultyStore(inner)
  const { restore, client } = await emptied(store)
  fail('append')
  expect(await restore()).toMatchObject({ status: 503, json: { error: 'store-unavailable' } })
  await until(() => client.text.toString() === 'Hello')
  expect(await isFree(inner)).toBe(false)
  heal()
  await until(() => isFree(inner), 'it is stored, and the lock given back')
})

test('[VE2] of what is stored after the lock has ended the host hears that another relay may have restored it, too', async () => {
  const { store, hold } = faultyStore(memoryStore())
  const time = fakeClock(Date.now())
  const { restore, client } = await emptied(store, { clock: time.clock })
  const release = hold('append')
  const restored = restore()
  await until(() => client.text.toString() === 'Hello')
  // This process stands still for longer than a lock lasts.
  time.advance(100_000)
  release()
  expect(await restored).toMatchObject({
    status: 503,
    json: { error: 'store-unavailable', message: expect.stringContaining('restoring once more') },
  })
  expect((await restore()).json).toMatchObject({ changed: false })
})

test('[VE2] a store that does not answer for a lock has failed; a lock that ended is not renewed, and what hangs ends it', async () => {
  vi.useFakeTimers()
  const inner = memoryStore()
  const { store, hold } = faultyStore(inner)
  const time = fakeClock()
  const { metrics, log } = createContext({ clock: systemClock, log: memoryLog().log })
  const locks = new RoomLocks({ store, clock: time.clock, metrics, log })
  const release = hold('lock')
  const taken = expect(locks.take(LESSON)).rejects.toThrow('does not answer')
  await vi.advanceTimersByTimeAsync(10_000)
  await taken
  release()
  vi.useRealTimers()

  await inner.unlock?.('lesson', '')
  const other = { ...inner, ...memoryStore() }
  const lock = await new RoomLocks({ store: other, clock: time.clock, metrics, log }).take(LESSON)
  expect(await lock?.holds()).toBe(true)
  // This process stood still for longer than a lock lasts.
  time.advance(15_000)
  expect(await lock?.holds()).toBe(false)

  let asked = 0
  const counting: Store['lock'] = async () => {
    asked += 1
    return true
  }
  await new RoomLocks({ store: { ...other, lock: counting }, clock: time.clock, metrics, log }).take(LESSON)
  for (let passed = 0; passed < 300_000; passed += 1_000) {
    time.advance(1_000)
    await Promise.resolve()
    await new Promise(setImmediate)
  }
  expect(asked).toBe(12)
})
