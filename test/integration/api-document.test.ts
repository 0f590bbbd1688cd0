import { request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { CLOSES, REFUSALS } from '../../shared/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { embeds } from '../support/hostile.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const DOCUMENT = '/rooms/lesson/document'

/** A relay in whose room `lesson` somebody has written. */
const written = async (text = 'Hello', options: Parameters<typeof startRelay>[0] = {}) => {
  const relay = await startRelay({ ...ORDERED, ...options })
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  client.text.insert(0, text)
  const api = apiClient(relay.url, SECRET)
  await until(async () => {
    const { status, bytes } = await api.get(DOCUMENT)
    return status === 200 && textIn(bytes) === text
  }, 'the relay has what was written')
  return { ...relay, api, client }
}

test('[HT6] gives the document as an update, and as JSON', async () => {
  const { api } = await written()
  const update = await api.get(DOCUMENT)
  expect(update.headers.get('content-type')).toBe('application/octet-stream')
  expect(textIn(update.bytes)).toBe('Hello')
  const { json: room } = await api.get('/rooms/lesson')
  expect(update.headers.get('homeroom-epoch')).toBe(room.epoch)
  const view = await api.get(DOCUMENT, { headers: { accept: 'application/json' } })
  expect(view.json).toEqual({
    room: 'lesson',
    epoch: room.epoch,
    roots: { text: { type: 'text', value: 'Hello' } },
  })
  expect(await api.get('/rooms/elsewhere/document')).toMatchObject({
    status: 404,
    json: { error: 'room-not-found' },
  })
})

test('[HT6] an ETag changes with every change, also where something is only deleted', async () => {
  const { api, client } = await written()
  const first = await api.get(DOCUMENT)
  const etag = first.headers.get('etag') ?? ''
  const again = (tag: string, accept = '*/*') =>
    api.get(DOCUMENT, { headers: { 'if-none-match': tag, accept } })
  const kept = await again(etag)
  expect(kept).toMatchObject({ status: 304, bytes: new Uint8Array() })
  expect(kept.headers.get('etag')).toBe(etag)
  expect((await again(`W/${etag}, "other"`)).status).toBe(304)
  expect((await again('"other"')).status).toBe(200)
  expect((await again(etag, 'application/json')).status).toBe(200)
  client.text.delete(0, 1)
  const changed = await until(async () => {
    const answer = await again(etag)
    return answer.status === 200 ? answer : null
  }, 'the document is another one')
  expect(textIn(changed.bytes)).toBe('ello')
})

test('[HT6] C66 a thousand reads of cold rooms leave nothing in memory', async () => {
  const { clock, sweep } = handSweptClock()
  const store = memoryStore()
  for (let index = 0; index < 1_000; index++)
    await appendTo(store, `cold/${index}`, 'e', [textUpdate('cold')])
  const { url } = await startRelay({ ...ORDERED, store, clock, idleMs: 0 })
  const api = apiClient(url, SECRET)
  for (let batch = 0; batch < 20; batch++) {
    const reads = Array.from({ length: 50 }, async (_, index) => {
      const room = encodeURIComponent(`cold/${batch * 50 + index}`)
      const headers = { accept: index % 2 === 0 ? '*/*' : 'application/json' }
      expect((await api.get(`/rooms/${room}/document`, { headers })).status).toBe(200)
    })
    await Promise.all(reads)
  }
  expect(await metricOf(url, 'homeroom_rooms')).toBe(1_000)
  sweep()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
})

test('[HT7][EP2] a document that is put in takes the place of the one before, and whoever has that one is told', async () => {
  const { api, url, wsUrl } = await written('before')
  const inside = await rawClient(wsUrl, 'lesson')
  const { epoch: before } = (await api.get('/rooms/lesson')).json
  const put = await api.put(DOCUMENT, textUpdate('after'))
  expect(put).toMatchObject({ status: 200, json: { room: 'lesson', epoch: expect.any(String) } })
  expect(put.json.epoch).not.toBe(before)
  expect(await inside.closed).toMatchObject({ code: CLOSES['room-reset'].close })
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('after')
  expect((await api.get('/rooms/lesson')).json.epoch).toBe(put.json.epoch)
  const old = await rawClient(wsUrl, `lesson?epoch=${before}`)
  expect(await old.closed).toMatchObject({ code: CLOSES['room-reset'].close })
  const fresh = stockClient(wsUrl, 'lesson')
  await fresh.synced()
  expect(fresh.text.toString()).toBe('after')
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'room-reset' })).toBeGreaterThan(1)
})

test('[HT7] a deleted room is empty, and stays so', async () => {
  const { api, wsUrl } = await written()
  const inside = await rawClient(wsUrl, 'lesson')
  expect(await api.remove(DOCUMENT)).toMatchObject({ status: 204, bytes: new Uint8Array() })
  expect(await inside.closed).toMatchObject({ code: CLOSES['room-reset'].close })
  expect(await api.get(DOCUMENT)).toMatchObject({ status: 404 })
  const fresh = stockClient(wsUrl, 'lesson')
  await fresh.synced()
  expect(fresh.text.toString()).toBe('')
})

test('[HT7] C72 what was taken out can be put back, into another relay too', async () => {
  const { api } = await written('weeks of work')
  const backup = await api.get(DOCUMENT)
  await api.remove(DOCUMENT)
  const elsewhere = await startRelay(ORDERED)
  for (const target of [api, apiClient(elsewhere.url, SECRET)]) {
    expect((await target.put(DOCUMENT, backup.bytes)).status).toBe(200)
    expect(textIn((await target.get(DOCUMENT)).bytes)).toBe('weeks of work')
  }
})

test('[HT7] a damaged room can be replaced', async () => {
  const store = memoryStore()
  const { store: failing, fail, heal } = faultyStore(store)
  const { url } = await startRelay({ ...ORDERED, store: failing })
  const api = apiClient(url, SECRET)
  fail('open')
  expect(await api.get(DOCUMENT)).toMatchObject({ status: 503, json: { error: 'store-unavailable' } })
  expect((await api.put(DOCUMENT, textUpdate('restored'))).status).toBe(200)
  heal()
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('restored')
})

/** The second of two updates of one client: it builds on the first. */
const halfOfTwo = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'first')
  const known = Y.encodeStateVector(doc)
  doc.getText('text').insert(5, 'second')
  return Y.encodeStateAsUpdate(doc, known)
}

test.each([
  ['nothing', new Uint8Array()],
  ['no update', new Uint8Array([1, 2, 3])],
  ['half of one', textUpdate('a longer text than that').subarray(0, 12)],
  ['one that builds on another', halfOfTwo()],
  ['one with bytes left over', new Uint8Array([...textUpdate('x'), 0])],
  ['a file of zeros', new Uint8Array(1_000)],
])('[HT7] %s is 400, and the room is as it was', async (_what, body) => {
  const { api } = await written()
  const { etag } = Object.fromEntries((await api.get(DOCUMENT)).headers)
  const put = await api.put(DOCUMENT, body)
  expect(put).toMatchObject({ status: 400, json: { error: 'bad-request', retry: 'never' } })
  expect((await api.get(DOCUMENT)).headers.get('etag')).toBe(etag)
})

test('[HT7] a body over the limit is 413, whether it says so or not', async () => {
  const { url } = await startRelay({ ...ORDERED, limits: { document: 1_000 } })
  const api = apiClient(url, SECRET)
  const body = new Uint8Array(200_000)
  expect(await api.put(DOCUMENT, body)).toMatchObject({ status: 413, json: { error: 'body-too-large' } })
  // Without a Content-Length, a piece at a time.
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const headers = { authorization: `Bearer ${SECRET}` }
  const request = httpRequest(`${url}/api${DOCUMENT}`, { method: 'PUT', headers }, (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  request.on('error', reject)
  for (let at = 0; at < body.length; at += 10_000) request.write(body.subarray(at, at + 10_000))
  request.end()
  expect(await promise).toBe(413)
  expect((await api.put(DOCUMENT, textUpdate('small'))).status).toBe(200)
})

test('[HT7] [DL4] a document with more structs than a room may have is 413, and the room is as it was', async () => {
  const { url } = await startRelay({ ...ORDERED, limits: { structs: 1_000 } })
  const api = apiClient(url, SECRET)
  expect((await api.put(DOCUMENT, textUpdate('small'))).status).toBe(200)
  expect(await api.put(DOCUMENT, embeds(2, 1_001))).toMatchObject({
    status: 413,
    json: { error: 'body-too-large' },
  })
  expect((await api.get(DOCUMENT)).status).toBe(200)
})

test('[HT7] a store that fails is 503, and nothing has changed', async () => {
  const { store, fail, heal } = faultyStore(memoryStore())
  const { api, client, url } = await written('Hello', { store })
  fail('replace')
  for (const answer of [await api.put(DOCUMENT, textUpdate('other')), await api.remove(DOCUMENT)]) {
    expect(answer).toMatchObject({ status: 503, json: { error: 'store-unavailable', retry: 'later' } })
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  }
  heal()
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('Hello')
  expect(client.provider.wsconnected).toBe(true)
  expect(await metricOf(url, 'homeroom_store_failures_total', { operation: 'replace' })).toBe(2)
})

test('[HT7] who says what should be there changes nothing else', async () => {
  const { api } = await written('first')
  const { etag = '' } = Object.fromEntries((await api.get(DOCUMENT)).headers)
  const put = (text: string, headers: Record<string, string>, room = 'lesson') =>
    api.put(`/rooms/${room}/document`, textUpdate(text), { headers })
  expect(await put('x', { 'if-match': '"other"' })).toMatchObject({
    status: 412,
    json: { error: 'precondition-failed' },
  })
  expect((await put('x', { 'if-none-match': '*' })).status).toBe(412)
  expect((await put('x', { 'if-match': '*' }, 'nowhere')).status).toBe(412)
  expect((await api.remove(DOCUMENT, { headers: { 'if-match': '"other"' } })).status).toBe(412)
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('first')
  expect((await put('second', { 'if-match': etag })).status).toBe(200)
  expect((await put('third', { 'if-match': etag })).status).toBe(412)
  expect((await put('new', { 'if-none-match': '*' }, 'nowhere')).status).toBe(200)
  expect(textIn((await api.get(DOCUMENT)).bytes)).toBe('second')
})

test('[RM2] C73 where rooms must be known, a typo is told from a room', async () => {
  const { url, wsUrl } = await startRelay({ ...ORDERED, rooms: 'known' })
  const api = apiClient(url, SECRET)
  expect((await api.get('/rooms/lesson')).status).toBe(200)
  expect(await api.get(DOCUMENT)).toMatchObject({ status: 404, json: { error: 'room-not-found' } })
  const typo = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const { code, reason } = await typo.closed
  expect(code).toBe(REFUSALS['room-not-found'].close)
  expect(reason).toContain('room-not-found')
  // The client says so, too, and does not try again.
  const { room } = clientRoom(wsUrl, 'lesson')
  const closed = { state: 'closed', code: REFUSALS['room-not-found'].close, retry: 'never' }
  await until(() => room.status.get().state === 'closed')
  expect(room.status.get()).toMatchObject({ ...closed, reason: expect.stringContaining('room-not-found') })
  const empty = Y.encodeStateAsUpdate(new Y.Doc())
  expect((await api.put(DOCUMENT, empty)).status).toBe(200)
  const client = stockClient(wsUrl, 'lesson')
  await client.synced()
  expect((await api.remove(DOCUMENT)).status).toBe(204)
  await until(() => !client.provider.shouldConnect)
})

test('[HT2][HT7] documents are for hosts of the room alone', async () => {
  const { url } = await startRelay(ORDERED)
  const api = apiClient(url)
  const update = textUpdate('x')
  const tries = (bearer?: string) => [
    api.get(DOCUMENT, { bearer }),
    api.put(DOCUMENT, update, { bearer }),
    api.remove(DOCUMENT, { bearer }),
  ]
  const statuses = async (bearer?: string) =>
    (await Promise.all(tries(bearer))).map(({ status, json }) => [status, json?.error])
  const all = (status: number, error: string) => Array.from({ length: 3 }, () => [status, error])
  expect(await statuses()).toEqual(all(401, 'token-missing'))
  expect(await statuses('bad')).toEqual(all(401, 'token-bad'))
  expect(await statuses(await token())).toEqual(all(403, 'role-forbidden'))
  const elsewhere = await token({ role: 'host', rooms: ['other'] })
  expect(await statuses(elsewhere)).toEqual(all(403, 'room-forbidden'))
  for (const bearer of [SECRET, await token({ role: 'host', rooms: ['lesson'] })]) {
    expect((await api.put(DOCUMENT, update, { bearer })).status).toBe(200)
    expect((await api.get(DOCUMENT, { bearer })).status).toBe(200)
    expect((await api.remove(DOCUMENT, { bearer })).status).toBe(204)
  }
})
