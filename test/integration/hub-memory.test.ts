import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const readiness = async (url: string) => {
  const response = await fetch(`${url}/readyz`)
  return { status: response.status, body: await response.json() }
}

test('[DO4] C65 while the store is full nothing is lost, all can see it, and rooms leave when it is not', async () => {
  const kept = memoryStore()
  const { store, fail, heal } = faultyStore(keptOpen(kept))
  const { log, lines } = memoryLog()
  const { wsUrl, url } = await startRelay({ store, idleMs: 0, log })
  const saysThatItWorks = () => lines.some(({ message }) => message === 'the store works again')
  const client = stockClient(wsUrl, 'lesson')
  await client.synced()
  fail('append')
  client.text.insert(0, 'precious')
  await until(
    async () => (await metricOf(url, 'homeroom_store_failures_total', { operation: 'append' })) >= 1,
  )
  expect(await metricOf(url, 'homeroom_journal_pending_updates')).toBe(1)
  expect(await readiness(url)).toMatchObject({ status: 503, body: { ready: false, storeFailing: true } })
  client.provider.destroy()
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 0)
  // It is tried again and again, and the room is there for whoever comes.
  await until(
    async () => (await metricOf(url, 'homeroom_store_failures_total', { operation: 'append' })) >= 3,
  )
  expect(await metricOf(url, 'homeroom_rooms')).toBe(1)
  const other = stockClient(wsUrl, 'lesson')
  await other.synced()
  expect(other.text.toString()).toBe('precious')
  // Rooms that need nothing of the store go on.
  const elsewhere = stockClient(wsUrl, 'board')
  await elsewhere.synced()
  elsewhere.provider.destroy()
  other.provider.destroy()
  expect(saysThatItWorks()).toBe(false)
  heal()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
  await until(saysThatItWorks, 'the log says that the store works again')
  expect(await readiness(url)).toMatchObject({ status: 200, body: { ready: true } })
  expect(await metricOf(url, 'homeroom_journal_pending_updates')).toBe(0)
  expect((await kept.open('lesson')).updates).not.toEqual([])
  const last = stockClient(wsUrl, 'lesson')
  await last.synced()
  expect(last.text.toString()).toBe('precious')
})

test('[HT2] C66 a thousand looks at cold rooms load none of them', async () => {
  const { store, calls } = faultyStore(memoryStore())
  const { url } = await startRelay({ store })
  for (let batch = 0; batch < 20; batch++) {
    const looks = Array.from({ length: 50 }, async (_, index) => {
      const path = index % 2 === 0 ? '' : '/presence'
      const response = await fetch(`${url}/api/rooms/room-${batch}-${index}${path}`)
      expect(response.status).toBe(200)
      await response.arrayBuffer()
    })
    await Promise.all(looks)
  }
  expect(calls('open')).toBe(0)
  expect(await metricOf(url, 'homeroom_rooms')).toBe(0)
})

test('[DO3] C76 rooms that were opened, written to and left leave memory and metrics', async () => {
  const { clock, sweep } = handSweptClock()
  const { wsUrl, url } = await startRelay({ clock, idleMs: 0 })
  for (let batch = 0; batch < 10; batch++) {
    const clients = Array.from({ length: 20 }, (_, index) =>
      stockClient(wsUrl, `room/${batch}/${index}`, { state: { name: 'Ada', hand: true } }),
    )
    for (const client of clients) await client.synced()
    for (const client of clients) client.text.insert(0, 'some')
    sweep()
    expect(await metricOf(url, 'homeroom_rooms', { state: 'open' })).toBe(20)
    for (const client of clients) client.provider.destroy()
    await until(async () => {
      sweep()
      return (await metricOf(url, 'homeroom_rooms')) === 0
    })
  }
  for (const name of ['connections', 'rooms', 'presence_entries', 'journal_pending_updates']) {
    expect(await metricOf(url, `homeroom_${name}`), name).toBe(0)
  }
})
