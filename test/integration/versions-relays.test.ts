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
