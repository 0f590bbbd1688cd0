import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type Store } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const CONTENT = 'what was written yesterday'

const storeWithContent = async (): Promise<Store> => {
  const store = memoryStore()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, CONTENT)
  await appendTo(store, 'lesson', 'epoch', [Y.encodeStateAsUpdate(doc)])
  return store
}

const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]

test('[DO2] C62 of five clients that join during a slow load, none is synced before the content', async () => {
  const { store, hold, calls } = faultyStore(await storeWithContent())
  const release = hold('open')
  const { wsUrl, url } = await startRelay({ store })
  const clients = Array.from({ length: 5 }, (_, index) =>
    stockClient(wsUrl, 'lesson', { version: versions[index % versions.length] as StockVersion }),
  )
  const textWhenSynced: string[] = []
  for (const { provider, text } of clients) {
    provider.on('sync', (isSynced: boolean) => {
      if (isSynced) textWhenSynced.push(text.toString())
    })
  }
  await until(() => calls('open') > 0)
  await until(async () => (await metricOf(url, 'homeroom_rooms', { state: 'loading' })) === 1)
  // The relay answers other things meanwhile, and nobody is in the room.
  const other = stockClient(wsUrl, 'board', {})
  release()
  await other.synced()
  for (const client of clients) await client.synced()
  expect(textWhenSynced).toEqual(Array.from({ length: 5 }, () => CONTENT))
  expect(calls('open')).toBe(2)
})

test('[DO2] a room that cannot be loaded is 503 before the upgrade, and nobody is told that it is empty', async () => {
  const { store, fail, heal } = faultyStore(await storeWithContent())
  fail('open')
  const { wsUrl, url } = await startRelay({ store })
  const refused = await refusedUpgrade(`${wsUrl}/lesson`)
  expect(refused).toMatchObject({ status: 503, body: { error: 'store-unavailable', retry: 'later' } })
  expect(refused.headers['retry-after']).toBeDefined()
  const clients = versions.map((version) => stockClient(wsUrl, 'lesson', { version }))
  let syncs = 0
  for (const { provider } of clients) provider.on('sync', () => syncs++)
  await until(
    async () => (await metricOf(url, 'homeroom_refusals_total', { code: 'store-unavailable' })) >= 4,
    'each client was refused',
  )
  expect(syncs).toBe(0)
  expect(await metricOf(url, 'homeroom_store_failures_total', { operation: 'load' })).toBeGreaterThan(0)
  expect(await metricOf(url, 'homeroom_rooms')).toBe(0)
  heal()
  for (const client of clients) {
    await client.synced()
    expect(client.text.toString()).toBe(CONTENT)
  }
})

test('[DO2] whoever leaves during a load is in no room when it ends', async () => {
  const { store, hold, calls } = faultyStore(await storeWithContent())
  const release = hold('open')
  const { wsUrl, url } = await startRelay({ store, idleMs: 0 })
  const leaving = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await until(() => calls('open') > 0)
  leaving.provider.destroy()
  const staying = stockClient(wsUrl, 'lesson', { state: {} })
  release()
  await staying.synced()
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 1)
  expect(staying.text.toString()).toBe(CONTENT)
  staying.provider.destroy()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
})
