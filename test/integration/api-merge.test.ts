import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore } from '../../server/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const DOCUMENT = '/rooms/lesson/document'

const open = async (options: Parameters<typeof startRelay>[0] = {}) => {
  const running = await startRelay({ ...ORDERED, ...options })
  return { ...running, api: apiClient(running.url, SECRET) }
}

/** A change of a document: `text` before what it holds. */
const changeOf = (update: Uint8Array, text: string): Uint8Array => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc, before)
}

test('[HT17] a change is merged while people are there: nobody is sent away, and all have it', async () => {
  const { url, wsUrl, api, relay } = await open()
  const stock = stockClient(wsUrl, 'lesson')
  const own = clientRoom(wsUrl, 'lesson')
  await stock.synced()
  await own.connected()
  const bys: unknown[] = []
  const room = await relay.room('lesson')
  room.on('update', ({ by }) => bys.push(by?.source))
  stock.text.insert(0, 'typed')
  await until(() => own.text.toString() === 'typed')
  const { bytes, headers } = await api.get(DOCUMENT)
  const merged = await api.patch(DOCUMENT, changeOf(bytes, 'merged '))
  const epoch = headers.get('homeroom-epoch')
  expect(merged).toMatchObject({ status: 200, json: { room: 'lesson', epoch, taken: 'whole' } })
  await until(() => [stock, own].every(({ text }) => text.toString() === 'merged typed'))
  expect(await metricOf(url, 'homeroom_closes_total')).toBe(0)
  await until(() => bys.length === 2)
  expect(bys).toEqual(['client', 'http'])
})

test('[HT17] a change is answered once it is stored, and a room that was not there is, from then on', async () => {
  const inner = memoryStore()
  const store = faultyStore(keptOpen(inner))
  const { api } = await open({ store: store.store })
  const release = store.hold('append')
  let isAnswered = false
  const answer = api.patch(DOCUMENT, textUpdate('Hello')).finally(() => {
    isAnswered = true
  })
  await until(() => store.calls('append') === 1)
  expect(isAnswered).toBe(false)
  release()
  expect((await answer).status).toBe(200)
  expect((await inner.open('lesson')).updates.map(textIn)).toEqual(['Hello'])
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('Hello')
})

test('[HT17] a change on a condition is made where it holds, and nowhere else', async () => {
  const { api } = await open()
  const on = (condition: Record<string, string>, text: string) =>
    api.patch(DOCUMENT, textUpdate(text), { headers: condition })
  expect((await on({ 'if-match': '*' }, 'a')).status).toBe(412)
  expect((await on({ 'if-none-match': '*' }, 'b')).status).toBe(200)
  const { headers } = await api.get(DOCUMENT)
  const etag = headers.get('etag') ?? ''
  expect((await on({ 'if-none-match': '*' }, 'c')).status).toBe(412)
  expect((await on({ 'if-match': etag }, 'd')).status).toBe(200)
  expect(await on({ 'if-match': etag }, 'e')).toMatchObject({
    status: 412,
    json: { error: 'precondition-failed' },
  })
  expect((await on({ 'if-match': '*' }, 'f')).status).toBe(200)
  expect([...textIn((await api.get(DOCUMENT)).bytes)].sort()).toEqual(['b', 'd', 'f'])
})

test('[HT17] of many changes on one condition, one is made', async () => {
  const { api } = await open()
  // So large that the relay looks at it in more than one turn.
  await api.patch(DOCUMENT, textUpdate('x'.repeat(6_000_000)))
  const headers = { 'if-match': (await api.get(DOCUMENT)).headers.get('etag') ?? '' }
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => api.patch(DOCUMENT, textUpdate(`${index}`), { headers })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412])
})

test('[HT17] a change that cannot be read, is too large, or comes without a host’s right is refused, and loses nothing', async () => {
  const { api } = await open({ limits: { document: 20_000, update: 15_000 } })
  await api.patch(DOCUMENT, textUpdate('x'.repeat(10_000)))
  const refusals = [
    [Uint8Array.of(), 400, 'bad-request'],
    [Uint8Array.of(9, 9, 9), 400, 'bad-request'],
    [new Uint8Array(100), 400, 'bad-request'],
    [textUpdate('y'.repeat(16_000)), 413, 'body-too-large'],
    [textUpdate('y'.repeat(14_000)), 413, 'body-too-large'],
  ] as const
  for (const [body, status, error] of refusals)
    expect(await api.patch(DOCUMENT, body)).toMatchObject({ status, json: { error } })
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('x'.repeat(10_000))
  expect((await api.patch(DOCUMENT, Uint8Array.of())).status).toBe(400)
  const { url } = await open()
  const as = async (bearer?: string) =>
    (await apiClient(url).patch(DOCUMENT, textUpdate('x'), { bearer })).status
  expect(await as()).toBe(401)
  expect(await as(await token({ role: 'member' }))).toBe(403)
  expect(await as(await token({ role: 'host' }))).toBe(200)
  expect(await as(SECRET)).toBe(200)
})

test('[HT17] a change that builds on one that is missing waits for it', async () => {
  const { api } = await open()
  const first = textUpdate('first')
  const second = changeOf(first, 'second ')
  expect((await api.patch(DOCUMENT, second)).json.taken).toBe('in-part')
  expect((await api.patch(DOCUMENT, first)).json.taken).toBe('whole')
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('second first')
})

test('[HT17] a change is merged only where rooms may be made by it', async () => {
  const { api } = await open({ rooms: 'known' })
  expect(await api.patch(DOCUMENT, textUpdate('x'))).toMatchObject({
    status: 404,
    json: { error: 'room-not-found' },
  })
  await api.put(DOCUMENT, textUpdate('a'))
  expect((await api.patch(DOCUMENT, textUpdate('b'))).status).toBe(200)
})
