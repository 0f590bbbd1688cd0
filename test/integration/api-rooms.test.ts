import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { readText } from '../support/files.ts'
import { rawClient } from '../support/raw-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

/** In the order of code points: JavaScript's own would have the last two the other way round. */
const NAMES = ['a', 'a/b', 'b', 'z', 'é', '\uFB00', '\u{20000}']

test.each([
  ['memory', () => memoryStore()],
  ['a file', () => sqliteStore(tempFile())],
] as const)('[HT9] lists rooms in %s and in memory, a page at a time', async (_where, make) => {
  const store = make()
  const update = textUpdate('Hello')
  for (const name of NAMES) if (name !== 'b') await appendTo(store, name, `epoch of ${name}`, [update])
  const { url, wsUrl } = await startRelay({ store })
  // One that is stored, and one that nobody has written to.
  for (const name of ['a/b', 'b', 'b']) await rawClient(wsUrl, encodeURI(name))
  const api = apiClient(url)
  const { json: whole } = await api.get('/rooms')
  expect(whole.next).toBeNull()
  const [self] = whole.relays
  expect(whole.relays).toEqual([
    {
      relay: expect.any(String),
      self: true,
      name: `${hostname()}:${new URL(url).port}`,
      figures: {
        version: JSON.parse(readText('package.json')).version,
        rooms: 2,
        connections: 3,
        uptimeMs: expect.any(Number),
        loopDelayMs: expect.any(Number),
      },
    },
  ])
  expect(whole.rooms.map(({ room }: { room: string }) => room)).toEqual(NAMES)
  expect(whole.rooms[1]).toEqual({
    room: 'a/b',
    epoch: 'epoch of a/b',
    loaded: true,
    setAside: null,
    connections: 1,
    people: 0,
    lagging: 0,
    refused: 0,
    relays: [{ relay: self.relay, connections: 1 }],
    records: 1,
    bytes: update.length,
  })
  expect(whole.rooms[2]).toEqual({
    room: 'b',
    epoch: expect.any(String),
    loaded: true,
    setAside: null,
    connections: 2,
    people: 0,
    lagging: 0,
    refused: 0,
    relays: [{ relay: self.relay, connections: 2 }],
    records: 0,
    bytes: 0,
  })
  expect(whole.rooms[3]).toMatchObject({ room: 'z', loaded: false, connections: 0, relays: [], records: 1 })
  for (const limit of [1, 2, 3, NAMES.length]) {
    const names: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const after: string = encodeURIComponent(next)
      const page = (await api.get(`/rooms?limit=${limit}&after=${after}`)).json
      expect(page.rooms.length).toBeLessThanOrEqual(limit)
      names.push(...page.rooms.map(({ room }: { room: string }) => room))
      next = page.next
    }
    expect(names).toEqual(NAMES)
  }
})

test.each(['0', '1001', '-1', '1.5', 'all', ''])('[HT9] a page of %j rooms is 400', async (limit) => {
  const { url } = await startRelay()
  expect(await apiClient(url).get(`/rooms?limit=${limit}`)).toMatchObject({ status: 400 })
})

test('[HT9] a store that fails is 503', async () => {
  const { store, fail } = faultyStore(memoryStore())
  const { url } = await startRelay({ store })
  fail('list')
  expect(await apiClient(url).get('/rooms')).toMatchObject({
    status: 503,
    json: { error: 'store-unavailable' },
  })
})

test('[HT9] what rooms there are is told to the holder of a secret alone', async () => {
  const { url } = await startRelay({
    secrets: ['an-older-secret-that-is-long-enough', SECRET],
    anonymous: 'join',
  })
  const api = apiClient(url)
  expect(await api.get('/rooms')).toMatchObject({ status: 401, json: { error: 'token-missing' } })
  for (const bearer of ['bad', `${SECRET}x`, await token({ role: 'host' })])
    expect(await api.get('/rooms', { bearer })).toMatchObject({
      status: 403,
      json: { error: 'role-forbidden' },
    })
  expect((await api.get('/rooms', { bearer: SECRET })).json).toMatchObject({ rooms: [], next: null })
})
