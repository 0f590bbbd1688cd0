// A version that two relays restore in the same moment, over one Postgres.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { postgresStore, type RelayOptions, redisBus } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startEngines } from '../support/engine-nodes.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const engines = await startEngines()

/** Without the lock it came twice in nine of ten. */
const TRIES = 3

const reader = postgresStore(engines.database)
onTestCleanup(() => reader.close())

/** What is stored once both have answered is what everyone has in the end. */
const storedText = async (room: string): Promise<string> => {
  const doc = new Y.Doc()
  for (const update of (await reader.open(room)).updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

const start = async (options: RelayOptions) => {
  const { url, wsUrl } = await startRelay({ ...ORDERED, store: postgresStore(engines.database), ...options })
  return { api: apiClient(url, SECRET), wsUrl }
}

describe.each([
  ['without Redis', () => ({})],
  ['with Redis', () => ({ bus: redisBus(engines.redis.url) })],
] as const)('%s', (what, options) => {
  test('[VE2] a version that two relays restore in the same moment comes back once', async () => {
    const [one, other] = [await start(options()), await start(options())]
    const seen: string[] = []
    for (let turn = 0; turn < TRIES; turn++) {
      const room = `${what.replace(' ', '-')}-${turn}`
      const [ada, ben] = [stockClient(one.wsUrl, room), stockClient(other.wsUrl, room)]
      await Promise.all([ada.synced(), ben.synced()])
      ada.text.insert(0, 'Hello')
      await until(() => ben.text.toString() === 'Hello')
      const { id } = (await one.api.post(`/rooms/${room}/versions`, { name: null })).json
      ben.text.delete(0, 5)
      await until(() => ada.text.toString() === '')
      const answers = await Promise.all(
        [one, other].map(({ api }) => api.post(`/rooms/${room}/versions/${id}/restore`, {})),
      )
      seen.push(`${answers.map(({ status }) => status).join()} ${await storedText(room)}`)
    }
    expect(seen).toEqual(Array(TRIES).fill('200,200 Hello'))
  }, 120_000)
})

test('[VE2][ST12] a Postgres that stands still while one relay has the lock: its host hears 503, and then the other one restores', async () => {
  const { postgres } = engines
  const store = postgresStore(engines.database)
  let stands = false
  // What was there before becomes a version: by then the lock is held.
  const keep: typeof store.keep = async (...args) => {
    if (stands) postgres.freeze()
    await store.keep?.(...args)
  }
  const [one, other] = [await start({ store: { ...store, keep } }), await start({})]
  const ada = stockClient(one.wsUrl, 'frozen')
  await ada.synced()
  ada.text.insert(0, 'Hello')
  const path = '/rooms/frozen/versions'
  await until(async () => (await storedText('frozen')) === 'Hello')
  const { id } = (await one.api.post(path, { name: null })).json
  ada.text.delete(0, 5)
  await until(async () => (await storedText('frozen')) === '')
  stands = true
  const failed = await one.api.post(`${path}/${id}/restore`, {})
  postgres.thaw()
  expect(failed).toMatchObject({ status: 503, json: { error: 'store-unavailable', retry: 'later' } })
  expect((await other.api.post(`${path}/${id}/restore`, {})).status).toBe(200)
  expect(await storedText('frozen')).toBe('Hello')
}, 120_000)
