import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { CLOSES, MESSAGES, writeMessage } from '../../shared/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const CONNECTIONS = '/rooms/lesson/connections'

test('[HT10] says who is connected, since when, and what waits', async () => {
  const { log, lines } = memoryLog()
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], log })
  const api = apiClient(url, SECRET)
  const beforeMs = Date.now()
  const ada = await rawClient(wsUrl, 'lesson', {
    token: await token({ name: 'Ada', role: 'member' }),
    isCompact: true,
  })
  ada.say({ id: 5, state: {} })
  const viewer = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'v', role: 'viewer' }) })
  const look = async () => (await api.get(CONNECTIONS)).json
  await until(async () => (await look()).connections[0]?.clientIds.length === 1)
  const { connections, left, rules, relays, ...room } = await look()
  expect(room).toEqual({
    room: 'lesson',
    refused: 0,
    roles: ['viewer', 'attendee', 'member', 'host'],
    loaded: true,
    setAside: null,
    epoch: expect.any(String),
    entries: 1,
    gc: true,
  })
  expect(rules).toEqual({ follow: null, reactionsMuted: false, locked: false })
  expect(left).toEqual([])
  const { relay } = relays[0]
  expect(relays).toEqual([{ relay, self: true, name: expect.any(String), connections: 2 }])
  const quiet = { unsentBytes: 0, lagging: false, heldPresence: false }
  expect(connections).toEqual([
    {
      connectionId: expect.stringMatching(/^[\w-]{16}$/),
      identity: { id: 'ada', name: 'Ada', role: 'member' },
      clientIds: [5],
      protocol: 'homeroom.v1',
      sinceMs: expect.any(Number),
      heardMsAgo: expect.any(Number),
      refused: 0,
      queued: { ...quiet, unsavedMessages: 0 },
      relay,
    },
    {
      connectionId: expect.any(String),
      identity: { id: 'v', name: null, role: 'viewer' },
      clientIds: [],
      protocol: 'stock',
      sinceMs: expect.any(Number),
      heardMsAgo: expect.any(Number),
      refused: 0,
      queued: { ...quiet, unsavedMessages: null },
      relay,
    },
  ])
  expect(connections[0].sinceMs).toBeGreaterThanOrEqual(beforeMs)
  // It is the name that the log has for it.
  viewer.send('no frame')
  await until(() => lines.some(({ fields }) => fields.connection === connections[1].connectionId))
})

test('[HT10] counts document frames that are not stored', async () => {
  const { append, ...others } = memoryStore()
  const gate = Promise.withResolvers<void>()
  const slow: typeof append = async (...args) => {
    await gate.promise
    return append(...args)
  }
  const { url, wsUrl } = await startRelay({ store: { ...others, append: slow, durability: 'normal' } })
  const api = apiClient(url)
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  ada.send(writeMessage.update(textUpdate('Hello')))
  const unsaved = async () => (await api.get(CONNECTIONS)).json.connections[0]?.queued.unsavedMessages
  await until(async () => (await unsaved()) === 1)
  gate.resolve()
  await until(async () => (await unsaved()) === 0)
})

test('[HT10] tells of changes of presence that wait for their time', async () => {
  const { url, wsUrl } = await startRelay()
  const api = apiClient(url)
  const ada = await rawClient(wsUrl, 'lesson')
  for (let clock = 1; clock <= 400; clock++) ada.say({ id: 5, clock, state: { x: clock } })
  await until(async () => (await api.get(CONNECTIONS)).json.connections[0]?.queued.heldPresence === true)
})

test('[HT10] tells of those who left when and why, the latest first', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const api = apiClient(url, SECRET)
  const join = async (sub: string) =>
    rawClient(wsUrl, 'lesson', { token: await token({ sub }), isCompact: true })
  const left = async () => (await api.get(CONNECTIONS)).json.left
  const gone = (count: number) => until(async () => (await left()).length === count)
  const [closes, breaks, kicked, sendsRubbish] = [
    await join('closes'),
    await join('breaks'),
    await join('kicked'),
    await join('rubbish'),
  ]
  closes.ws.close(1000)
  await gone(1)
  breaks.ws.terminate()
  await gone(2)
  await api.post('/rooms/lesson/kick', { id: 'kicked' })
  await kicked.closed
  for (let frame = 0; frame < 40; frame++) sendsRubbish.send(new Uint8Array([MESSAGES.ping.type]))
  await sendsRubbish.closed
  expect(await left()).toMatchObject([
    { identity: { id: 'rubbish' }, reason: 'lost', why: 'bad-messages', code: CLOSES['bad-messages'].close },
    { identity: { id: 'kicked' }, reason: 'removed', why: 'removed', code: CLOSES.removed.close },
    { identity: { id: 'breaks' }, reason: 'lost', why: 'closed', code: 1006 },
    { identity: { id: 'closes' }, reason: 'left', why: 'closed', code: 1000 },
  ])
  for (const { atMs, sinceMs } of await left()) expect(atMs).toBeGreaterThanOrEqual(sinceMs)
  for (let index = 0; index < 50; index++) (await join('again')).ws.close()
  await until(async () =>
    (await left()).every(({ identity }: { identity: { id: string } }) => identity.id === 'again'),
  )
  expect(await left()).toHaveLength(50)
})

test('[HT10] knows who left a room that is no longer in memory', async () => {
  const { url, wsUrl } = await startRelay({ idleMs: 0, store: keptOpen(memoryStore()) })
  const api = apiClient(url)
  const ada = await rawClient(wsUrl, 'lesson')
  ada.ws.close(1001)
  await until(async () => (await api.get(CONNECTIONS)).json.loaded === false)
  expect((await api.get(CONNECTIONS)).json).toMatchObject({
    epoch: null,
    connections: [],
    left: [{ why: 'closed', code: 1001, reason: 'left' }],
  })
})
