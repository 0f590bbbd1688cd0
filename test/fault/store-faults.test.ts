import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Store, sqliteStore } from '../../server/index.ts'
import { type CountingClient, countingClient } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { hubHarness, LESSON } from '../support/hub-harness.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'
const IDLE_MS = 5_000
/** A store that has not answered for so long fails. */
const STALLED_MS = 10_000
const SWEEP_MS = 250

const setUp = async () => {
  const inner = sqliteStore(tempFile())
  const faulty = faultyStore(keptOpen(inner))
  const time = fakeClock(Date.now())
  const { wsUrl, url } = await startRelay({ store: faulty.store, clock: time.clock, idleMs: IDLE_MS })
  const join = async (): Promise<CountingClient> => {
    const client = await countingClient(wsUrl, ROOM)
    await until(() => client.answers() > 0 && client.asked() > 0)
    return client
  }
  const isReady = async () => (await fetch(`${url}/readyz`)).status === 200
  const clients: CountingClient[] = []
  /** Time passes, and whoever is there is heard. */
  const pass = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += SWEEP_MS) {
      time.advance(SWEEP_MS)
      for (const { ws } of clients) ws.pong()
      await new Promise(setImmediate)
    }
  }
  const metric = (name: string, labels?: Record<string, string>) => metricOf(url, `homeroom_${name}`, labels)
  return { wsUrl, url, join, isReady, pass, metric, inner, clients, ...faulty, ...time }
}

const push = (value: number) => (doc: Y.Doc) => doc.getArray('list').push([value])

const listIn = async (store: Store): Promise<unknown[]> => {
  const doc = new Y.Doc()
  for (const update of (await store.open(ROOM)).updates) Y.applyUpdate(doc, update)
  return doc.getArray('list').toArray()
}

const numbers = (count: number) => Array.from({ length: count }, (_, value) => value)

test('[DO4][HT1][SV3] C65 a store that is full: people go on, nothing is said to be saved, the room stays until all is written', async () => {
  const { join, isReady, pass, metric, inner, fail, heal, clients } = await setUp()
  const [ada, other] = [await join(), await join()]
  clients.push(ada, other)
  for (const value of numbers(10)) ada.write(push(value))
  await until(async () => {
    await pass(SWEEP_MS)
    return ada.lastTold().saved === ada.sent()
  })
  const { saved } = ada.lastTold()
  fail('append', 'compact')
  for (const value of numbers(1_000)) ada.write(push(10 + value))
  await until(() => other.doc.getArray('list').length === 1_010, 'the others see it')
  await until(async () => !(await isReady()), 'the relay is not ready')
  await pass(20_000)
  expect(ada.lastTold()).toEqual({ received: ada.sent(), saved })
  expect(await metric('store_failures_total', { operation: 'append' })).toBeGreaterThan(2)
  expect(await metric('journal_pending_updates')).toBeGreaterThan(0)
  for (const { ws } of clients.splice(0)) ws.terminate()
  await until(async () => (await metric('connections')) === 0)
  await pass(10 * IDLE_MS)
  expect(await metric('rooms')).toBe(1)
  expect(await isReady()).toBe(false)
  // Whoever comes now has everything.
  const late = await join()
  expect(late.doc.getArray('list').length).toBe(1_010)
  late.ws.terminate()
  heal()
  await until(async () => {
    await pass(1_000)
    return (await metric('rooms')) === 0
  }, 'the room has left memory')
  expect(await isReady()).toBe(true)
  expect(await metric('journal_pending_updates')).toBe(0)
  expect(await listIn(inner)).toEqual(numbers(1_010))
})

test('[DO4][HT1] C30 a store that takes 2 s for everything: all is written in the end, and it does not count as failing', async () => {
  const { join, isReady, pass, inner, delay, clock, clients } = await setUp()
  const ada = await join()
  clients.push(ada)
  delay(() => new Promise((resolve) => clock.after(2_000, () => resolve())))
  let count = 0
  for (let second = 0; second < 40; second++) {
    ada.write(push(count++))
    await pass(1_000)
    expect(await isReady()).toBe(true)
  }
  expect(ada.lastTold().saved).toBeGreaterThan(20)
  expect(ada.lastTold().saved).toBeLessThan(ada.sent())
  await until(async () => {
    await pass(500)
    return ada.lastTold().saved === ada.sent()
  })
  expect(await listIn(inner)).toEqual(numbers(count))
})

test('[DO4][HT1][SV3] a store that does not answer at all fails after 10 s; once it answers everything is well', async () => {
  const { join, isReady, pass, inner, hold, clients } = await setUp()
  const ada = await join()
  clients.push(ada)
  const release = hold('append')
  ada.write(push(0))
  await until(() => ada.asked() > 0)
  await pass(STALLED_MS - 1_000)
  expect(await isReady()).toBe(true)
  for (const value of [1, 2]) ada.write(push(value))
  await pass(2_000)
  await until(async () => !(await isReady()))
  expect(ada.lastTold()).toEqual({ received: ada.sent(), saved: ada.lastTold().saved })
  expect(ada.lastTold().saved).toBeLessThanOrEqual(1)
  release()
  await until(async () => {
    await pass(SWEEP_MS)
    return ada.lastTold().saved === ada.sent()
  })
  expect(await isReady()).toBe(true)
  expect(await listIn(inner)).toEqual([0, 1, 2])
})

test('[DO2][HT1] rooms that cannot be loaded make the relay not ready, until one can, or for 10 s', async () => {
  const { wsUrl, isReady, pass, metric, fail, heal } = await setUp()
  fail('open')
  expect(await refusedUpgrade(`${wsUrl}/${ROOM}`)).toMatchObject({
    status: 503,
    body: { error: 'store-unavailable' },
  })
  expect(await isReady()).toBe(false)
  expect(await metric('store_failures_total', { operation: 'load' })).toBe(1)
  await pass(STALLED_MS)
  expect(await isReady()).toBe(true)
  await refusedUpgrade(`${wsUrl}/${ROOM}`)
  expect(await isReady()).toBe(false)
  heal()
  const ada = await countingClient(wsUrl, ROOM)
  await until(() => ada.answers() > 0)
  expect(await isReady()).toBe(true)
})

test('[DO2][HT1] a load that is never answered is given up, and the room can be loaded again', async () => {
  const { hub, hold, advance, enter, metric } = hubHarness()
  const sweepFor = (ms: number) => {
    advance(ms)
    hub.sweep()
  }
  const release = hold('open')
  const waiting = hub.load(LESSON)
  await new Promise(setImmediate)
  sweepFor(STALLED_MS - 1)
  expect(hub.isStoreFailing).toBe(false)
  sweepFor(1)
  expect(hub.isStoreFailing).toBe(true)
  sweepFor(20_000)
  expect(await waiting).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(await metric('homeroom_store_failures_total', { operation: 'load' })).toBe(1)
  expect(hub.size).toBe(0)
  release()
  const { room } = await enter()
  // What the first load gives now is nobody's.
  await new Promise(setImmediate)
  expect(hub.peek(LESSON)).toBe(room)
  expect(hub.isStoreFailing).toBe(false)
})
