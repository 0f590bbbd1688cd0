import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { sqliteStore, type WebhookOptions } from '../../server/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { isSigned, type Received, WEBHOOK_SECRET, webhookReceiver } from '../support/webhook-receiver.ts'

const CHANGED_MS = 10_000

const start = async (webhook: Partial<WebhookOptions> = {}) => {
  const receiver = await webhookReceiver()
  const time = fakeClock(Date.now())
  const running = await startRelay({
    secrets: [SECRET],
    clock: time.clock,
    store: sqliteStore(tempFile()),
    webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET, ...webhook }],
  })
  const join = async (room: string, sub: string, name: string) => {
    const made = clientRoom(running.wsUrl, room, { token: await token({ sub, name, role: 'host' }) })
    await until(() => made.room.status.get().state === 'connected')
    return made.room
  }
  const api = apiClient(running.url, SECRET)
  /** The relay has all that was written in a room. */
  const has = (room: string, text: string) =>
    until(async () => textIn((await api.get(`/rooms/${encodeURIComponent(room)}/document`)).bytes) === text)
  return { ...running, receiver, time, join, api, has }
}

test('each request is one event, signed so that the library of the format verifies it', async () => {
  const { receiver, join } = await start()
  await join('lesson', 'ada', 'Ada')
  await receiver.hears(2)
  for (const { headers, body, id } of receiver.received) {
    const verified = new Webhook(WEBHOOK_SECRET).verify(body, headers as Record<string, string>)
    expect(verified).toEqual(JSON.parse(body))
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'homeroom' })
    expect(id).toMatch(/^msg_[\w-]+$/)
  }
  const [first] = receiver.received as [Received]
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  expect(() => new Webhook(other).verify(first.body, first.headers as Record<string, string>)).toThrow()
  const forged = first.body.replace('lesson', 'lessen')
  expect(() => new Webhook(WEBHOOK_SECRET).verify(forged, first.headers as Record<string, string>)).toThrow()
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length)
})

test('while secrets are rotated a request is signed with each of them', async () => {
  const next = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
  const { receiver, join } = await start({ secret: [next, WEBHOOK_SECRET] })
  await join('lesson', 'ada', 'Ada')
  await receiver.hears(1)
  const [first] = receiver.received as [Received]
  expect([isSigned(first, next), isSigned(first, WEBHOOK_SECRET)]).toEqual([true, true])
  expect(`${first.headers['webhook-signature']}`).toMatch(/^v1,\S+ v1,\S+$/)
})

test('rooms, people and documents are told in the order in which they came, with why somebody left', async () => {
  const { receiver, join, time, api, has } = await start()
  const room = await join('school/7b', 'ada', 'Ada')
  await receiver.hears(2)
  for (const letter of 'Hello') room.doc.getText('text').insert(0, letter)
  await has('school/7b', 'olleH')
  time.advance(CHANGED_MS)
  await receiver.hears(1, 'document.changed')
  room.leave()
  await receiver.hears(1, 'person.left')
  // The room leaves memory by the first sweep after 30 s that finds nothing under way.
  await until(() => {
    time.advance(1_000)
    return receiver.types().includes('room.closed')
  }, 'the room is closed')
  expect(receiver.types()).toEqual([
    'room.opened',
    'person.joined',
    'document.changed',
    'person.left',
    'room.closed',
  ])
  const [opened, joined, changed, left, closed] = receiver.told()
  const person = {
    ...{ id: 'ada', name: 'Ada', role: 'host', source: 'client' },
    connection: expect.any(String),
  }
  expect(opened?.data).toEqual({ room: 'school/7b' })
  expect(joined?.data).toEqual({ room: 'school/7b', person })
  expect(left?.data).toEqual({ room: 'school/7b', person, reason: 'left', joinedAt: joined?.timestamp })
  expect(closed?.data).toEqual({ room: 'school/7b', reason: 'closed' })
  const document = await api.get('/rooms/school%2F7b/document')
  expect(changed?.data).toEqual({ room: 'school/7b', version: document.headers.get('etag') })
  expect(new Date(opened?.timestamp ?? 0).getTime()).toBeGreaterThan(0)
})

test('a document that changes all the time is told once in 10 s, and its last state is always told', async () => {
  const { receiver, join, time, api, url, has } = await start({ events: ['document.changed'] })
  const room = await join('lesson', 'ada', 'Ada')
  const write = async (times: number) => {
    for (let index = 0; index < times; index++) room.doc.getText('text').insert(0, 'x')
    await has('lesson', room.doc.getText('text').toString())
  }
  await write(100)
  time.advance(CHANGED_MS - 500)
  await write(100)
  expect(receiver.received).toEqual([])
  time.advance(500)
  await receiver.hears(1)
  time.advance(5_000)
  await write(1)
  time.advance(5_000)
  expect(receiver.received).toHaveLength(1)
  time.advance(5_000)
  await receiver.hears(2)
  const { headers } = await api.get('/rooms/lesson/document')
  const versions = receiver.told().map(({ data }) => data.version)
  expect(versions[1]).toBe(headers.get('etag'))
  expect(versions[0]).not.toBe(versions[1])
  // Nothing has changed since.
  time.advance(CHANGED_MS * 2)
  room.leave()
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 0)
  expect(receiver.received).toHaveLength(2)
})

test('signals are told by their kinds, those by HTTP too, and other events by their types', async () => {
  const { receiver, join, api } = await start({ signals: ['answer'], events: ['person.joined'] })
  const room = await join('lesson', 'ada', 'Ada')
  room.signals.send('answer', { question: 3, text: 'yes' })
  room.signals.send('reaction', '👍')
  expect((await api.post('/rooms/lesson/signals', { kind: 'answer', data: 7 })).status).toBe(204)
  await receiver.hears(3)
  expect(receiver.types()).toEqual(['person.joined', 'signal.sent', 'signal.sent'])
  const [, sent, byHttp] = receiver.told()
  expect(sent?.data).toMatchObject({
    ...{ room: 'lesson', kind: 'answer', data: { question: 3, text: 'yes' } },
    by: { id: 'ada', name: 'Ada', role: 'host', source: 'client' },
  })
  expect(byHttp?.data).toMatchObject({ kind: 'answer', data: 7, by: { id: 'admin', source: 'server' } })
})

test('a version is an event, whether somebody has it made or it is made before a restore', async () => {
  const { receiver, api, relay, time } = await start({ events: ['version.created'] })
  const room = await relay.room('lesson')
  await room.transact((doc) => doc.getText('text').insert(0, 'Hello'))
  const { json: made } = await api.post('/rooms/lesson/versions', { name: 'Before the exam' })
  await room.transact((doc) => doc.getText('text').insert(5, ', class'))
  time.advance(1000)
  expect(await room.versions.restore(made.id, { by: { id: 'ada' } })).toBe(true)
  await receiver.hears(2)
  const [before] = await room.versions.list()
  expect(receiver.told().map(({ data }) => data)).toEqual([
    { room: 'lesson', version: { id: made.id, name: 'Before the exam', cause: 'hand', by: 'admin' } },
    { room: 'lesson', version: { id: before?.id, name: null, cause: 'restore', by: 'ada' } },
  ])
})

test('a document that is replaced or deleted is told as changed once, before its room is closed', async () => {
  const { receiver, join, api, has } = await start({ events: ['document.changed', 'room.closed'] })
  const room = await join('lesson', 'ada', 'Ada')
  room.doc.getText('text').insert(0, 'Hello')
  await has('lesson', 'Hello')
  const changed = { type: 'document.changed', data: { room: 'lesson', version: null } }
  const closed = { type: 'room.closed', data: { room: 'lesson', reason: 'closed' } }
  room.leave()
  expect((await api.put('/rooms/lesson/document', textUpdate('Anew'))).status).toBe(200)
  await receiver.hears(2)
  expect(receiver.told()).toMatchObject([changed, closed])
  // Nobody has it in memory.
  expect((await api.remove('/rooms/lesson/document')).status).toBe(204)
  await receiver.hears(3)
  expect(receiver.told()[2]).toMatchObject(changed)
})
