import { expect, test } from 'vitest'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { openSocket } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const NONE = { done: 0, refused: 0, failed: 0, late: 0, dropped: 0 }

test('[HT18] the API says which hooks are set, how their calls ended, and what waits', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { url, wsUrl } = await startRelay({
    secrets: [SECRET],
    hooks: {
      onJoin: ({ room }) => (room === 'closed' ? { refuse: 'room-forbidden' } : null),
      onLoad({ room }) {
        if (room === 'broken') throw new Error('The database is away.')
        return (doc) => doc.getText('text').insert(0, 'Hello')
      },
      onStore: () => held,
      onUpdate: () => held,
    },
  })
  const api = apiClient(url, SECRET)
  const jwt = () => token()
  const lesson = clientRoom(wsUrl, 'lesson', { token: jwt })
  await lesson.connected()
  for (const room of ['closed', 'broken'])
    await openSocket(`${wsUrl}/${room}?token=${await jwt()}`).catch(() => null)
  lesson.room.doc.getText('text').insert(0, 'x')
  await until(async () => (await api.get('/hooks')).json.waiting === 1)
  await until(async () => (await api.get('/hooks')).json.behind === 1)
  const { json } = await api.get('/hooks')
  const calls = Object.fromEntries(
    json.hooks.map((one: { hook: string; calls: object }) => [one.hook, one.calls]),
  )
  expect(calls).toEqual({
    onLoad: { ...NONE, done: 1, failed: expect.any(Number) },
    onJoin: { ...NONE, done: 2, refused: 1 },
    onUpdate: NONE,
    onStore: NONE,
  })
  expect(calls.onLoad.failed).toBeGreaterThan(0)
  letGo()
  await until(async () => (await api.get('/hooks')).json.waiting === 0)
})

test('[HT18] hooks are for the holder of a secret, and for everyone where nobody is verified', async () => {
  const gated = await startRelay({ secrets: [SECRET] })
  expect((await apiClient(gated.url).get('/hooks')).status).toBe(401)
  expect((await apiClient(gated.url, await token({ role: 'host' })).get('/hooks')).status).toBe(403)
  expect((await apiClient(gated.url, SECRET).get('/hooks')).json).toEqual({
    hooks: [],
    waiting: 0,
    behind: 0,
  })
  const open = await startRelay({})
  expect((await apiClient(open.url).get('/hooks')).status).toBe(200)
})
