import { describe, expect, test } from 'vitest'
import { memoryStore, type Store, sqliteStore } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { openSocket, refusedUpgrade } from '../support/http.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** Of before anybody is removed: a token of later would let its bearer in. */
const ADA = await token({ sub: 'ada', ttlSeconds: 3_600 })

const tokenOf = (sub: string) => (sub === 'ada' ? ADA : token({ sub }))

const pathOf = async (wsUrl: string, sub: string, room = 'lesson') =>
  `${wsUrl}/${room}?token=${await tokenOf(sub)}`

/** A relay on `store` with a document in each of these rooms. */
const school = async (rooms: readonly string[], store: Store = memoryStore(), limits = {}) => {
  const { url, wsUrl, close } = await startRelay({ secrets: [SECRET], store, limits, idleMs: 0 })
  const api = apiClient(url, SECRET)
  for (const room of rooms) await api.put(`/rooms/${room}/document`, textUpdate('Hello'))
  const refusalOf = async (sub: string, room = 'lesson') =>
    (await refusedUpgrade(await pathOf(wsUrl, sub, room))).body.error
  return { url, wsUrl, api, refusalOf, close }
}

test('[X28][ST7] what a host has ordered outlives kill -9 of the relay, in a room without a document as well', async () => {
  const args = ['--data', tempFile(), '--secret', SECRET]
  const first = await runRelay(args)
  const host = clientRoom(first.wsUrl, 'lesson', {
    token: await token({ sub: 'host', role: 'host' }),
    presence: {},
  })
  const ada = clientRoom(first.wsUrl, 'lesson', { token: ADA, presence: {} })
  const adaAsSeen = await until(() => host.people.get().find(({ id }) => id === 'ada'))
  expect(host.room.signals.send('remove', null, { to: adaAsSeen }).ok).toBe(true)
  await until(() => host.people.get().every(({ id }) => id !== 'ada'))
  const before = apiClient(first.url, SECRET)
  expect((await before.post('/rooms/lesson/role', { id: 'ben', role: 'viewer' })).status).toBe(204)
  expect((await before.post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
  await host.room.leave()
  await ada.room.leave()
  first.kill('SIGKILL')
  await first.exited()

  const { url, wsUrl } = await runRelay(args)
  const api = apiClient(url, SECRET)
  expect((await api.get('/rooms/lesson/connections')).json).toMatchObject({
    loaded: false,
    rules: { locked: true },
  })
  expect((await refusedUpgrade(await pathOf(wsUrl, 'ada'))).body.error).toBe('token-revoked')
  expect((await refusedUpgrade(await pathOf(wsUrl, 'new'))).body.error).toBe('room-locked')
  expect((await api.post('/rooms/lesson/lock', { locked: false })).status).toBe(204)
  const ben = await token({ sub: 'ben', role: 'host' })
  expect((await api.get('/rooms/lesson', { bearer: ben })).status).toBe(403)
  await openSocket(await pathOf(wsUrl, 'new'))
})

test('[X28][ST7] who was in a locked room comes back into it after a restart', async () => {
  const store = keptOpen(memoryStore())
  const first = await school(['lesson'], store)
  await rawClient(first.wsUrl, 'lesson', { token: ADA })
  expect((await first.api.post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
  await first.close()
  const { wsUrl, refusalOf } = await school([], store)
  await openSocket(await pathOf(wsUrl, 'ada'))
  expect(await refusalOf('late')).toBe('room-locked')
})

test('[X28][ST7] a thousand orders by a host of other rooms leave those of a room as they are, and make no room', async () => {
  const { api, refusalOf, url } = await school(['lesson'], memoryStore(), { orders: 100_000 })
  expect((await api.post('/rooms/lesson/kick', { id: 'ada' })).status).toBe(204)
  const bearer = await token({ sub: 'elsewhere', role: 'host', rooms: ['other/**'] })
  const statuses = new Set<number>()
  for (let order = 0; order < 1_000; order += 50) {
    const orders = Array.from({ length: 50 }, (_, index) =>
      api.post(`/rooms/other%2Fabsent${order + index}/lock`, { locked: false }, { bearer }),
    )
    for (const { status } of await Promise.all(orders)) statuses.add(status)
  }
  expect([...statuses]).toEqual([404])
  expect(await refusalOf('ada')).toBe('token-revoked')
  expect((await api.post('/rooms/lesson/lock', { locked: true }, { bearer })).status).toBe(403)
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
  expect((await api.get('/rooms')).json.rooms).toMatchObject([{ room: 'lesson' }])
})

test.each([
  ['lock', { locked: true }],
  ['kick', { id: 'ada' }],
  ['role', { id: 'ada', role: 'host' }],
  ['signals', { kind: 'lock', data: true }],
  ['settings', { gc: false }],
])('[X28][HT8] there is no order to %s for a room that is not there', async (order, body) => {
  const { api, wsUrl, refusalOf } = await school([])
  expect(await api.post(`/rooms/lesson/${order}`, body)).toMatchObject({
    status: 404,
    json: { error: 'room-not-found' },
  })
  const ws = await openSocket(await pathOf(wsUrl, 'ada'))
  expect((await api.post(`/rooms/lesson/${order}`, body)).status).toBe(204)
  ws.close()
  if (order === 'kick') expect(await refusalOf('ada')).toBe('token-revoked')
})

test('[X28][LM8] a host makes so many orders a second, over all rooms and sockets; another host makes as many', async () => {
  const { api, wsUrl, url } = await school(['a', 'b'], memoryStore(), { orders: 2 })
  const order = async (sub: string, room: string) => {
    const bearer = await token({ sub, role: 'host' })
    return api.post(`/rooms/${room}/lock`, { locked: false }, { bearer })
  }
  const statuses: number[] = []
  for (let index = 0; index < 12; index++) statuses.push((await order('host', index % 2 ? 'a' : 'b')).status)
  expect(statuses.slice(0, 8)).toEqual(Array(8).fill(204))
  const refused = await order('host', 'a')
  expect(refused).toMatchObject({ status: 429, json: { error: 'too-many-orders', retry: 'later' } })
  expect(refused.headers.get('retry-after')).not.toBeNull()
  expect((await order('other', 'a')).status).toBe(204)
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'too-many-orders' })).toBeGreaterThan(0)
  // The holder of a secret is no host.
  for (let index = 0; index < 12; index++)
    expect((await api.post('/rooms/a/lock', { locked: false })).status).toBe(204)

  const host = clientRoom(wsUrl, 'a', { token: await token({ sub: 'third', role: 'host' }), presence: {} })
  await until(() => host.room.status.get().state === 'connected')
  for (let index = 0; index < 12; index++) host.room.signals.send('mute-reactions', true)
  await until(() => host.room.notice.get()?.code === 'too-many-orders')
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-orders' })).toBeGreaterThan(0)
})

describe('[X28][ST7] orders belong to their room', () => {
  test('[X28][ST7] they stay with a room that is replaced, and go with one that is deleted', async () => {
    const { api, wsUrl, refusalOf } = await school(['lesson'])
    for (const order of [
      ['kick', { id: 'ada' }],
      ['lock', { locked: true }],
    ] as const)
      expect((await api.post(`/rooms/lesson/${order[0]}`, order[1])).status).toBe(204)
    await api.put('/rooms/lesson/document', textUpdate('of a backup'))
    expect(await refusalOf('ada')).toBe('token-revoked')
    expect(await refusalOf('ben')).toBe('room-locked')
    await api.remove('/rooms/lesson/document')
    await openSocket(await pathOf(wsUrl, 'ada'))
    await openSocket(await pathOf(wsUrl, 'ben'))
  })

  test('[X28][ST7] an order that the store does not take is 503, holds, and is written when it does', async () => {
    const faulty = faultyStore(memoryStore())
    const { api, url, refusalOf } = await school(['lesson'], keptOpen(faulty.store))
    faulty.fail('order')
    expect(await api.post('/rooms/lesson/kick', { id: 'ada' })).toMatchObject({
      status: 503,
      json: { error: 'store-unavailable' },
    })
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect(await refusalOf('ada')).toBe('token-revoked')
    // The room stays in memory until its orders are stored.
    expect((await api.get('/rooms/lesson')).json.loaded).toBe(true)
    faulty.heal()
    await until(async () => 'removed ada' in (await faulty.store.orders('lesson')).orders)
    await until(async () => !(await api.get('/rooms/lesson')).json.loaded)
    expect(await refusalOf('ada')).toBe('token-revoked')
  })

  test('[X28] a room whose orders cannot be read lets nobody in', async () => {
    const faulty = faultyStore(memoryStore())
    const { api, refusalOf, wsUrl } = await school(['lesson'], faulty.store)
    expect((await api.post('/rooms/lesson/kick', { id: 'ada' })).status).toBe(204)
    await until(async () => !(await api.get('/rooms/lesson')).json.loaded)
    // They come with the room, as of the same moment.
    faulty.fail('open')
    expect(await refusalOf('ben')).toBe('store-unavailable')
    faulty.heal()
    await openSocket(await pathOf(wsUrl, 'ben'))
    expect(await refusalOf('ada')).toBe('token-revoked')
  })
})

test('[X28][ST7] an order in a file is there after a restart of the store alone', async () => {
  const file = tempFile()
  const first = await school(['lesson'], sqliteStore(file))
  expect((await first.api.post('/rooms/lesson/kick', { id: 'ada' })).status).toBe(204)
  await first.close()
  const { refusalOf } = await school([], sqliteStore(file))
  expect(await refusalOf('ada')).toBe('token-revoked')
})
