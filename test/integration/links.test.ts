import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { countedOrders } from '../support/counted-orders.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { joinLinks } from '../support/join-links.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

type Node = ReturnType<typeof joinLinks>

const HOUR_MS = 3_600_000

test('[LK1][LK2] a code is exchanged for a token of its room and role, and a seat is one person', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], issuer: 'school', audience: 'rooms' })
  const { make, join, list } = joinLinks(url)
  const link = await make({ role: 'attendee', uses: 2 })
  expect(link).toMatchObject({ role: 'attendee', uses: 2, used: 0, expiresAtMs: null, by: null })
  const first = await join(link.code)
  expect(first).toMatchObject({ status: 200, room: 'lesson', role: 'attendee' })
  const again = await join(link.code.replaceAll('-', ' '), first.seat)
  expect([again.seat, decodeJwt(again.token).sub]).toEqual([first.seat, decodeJwt(first.token).sub])
  const other = await join(link.code)
  expect(decodeJwt(other.token).sub).not.toBe(decodeJwt(first.token).sub)
  expect(await list()).toEqual([{ ...link, used: 2 }])
  const ada = clientRoom(wsUrl, 'lesson', { token: first.token, presence: { name: 'Ada' } })
  await ada.connected()
  expect(ada.room.welcome.get()?.identity).toMatchObject({ id: decodeJwt(first.token).sub, role: 'attendee' })
  expect(await refusedUpgrade(`${wsUrl}/other?token=${other.token}`)).toMatchObject({ close: 4403 })
})

test('[LK3] a link for two lets two in, at whichever of three nodes they come, and however many come at once', async () => {
  const { relays } = await relayCluster()
  const [one, two, three] = relays.map(({ url }) => joinLinks(url)) as [Node, Node, Node]
  for (let round = 0; round < 5; round++) {
    const { code } = await one.make({ uses: 2 })
    const came = await Promise.all([one, two, three, one, two, three].map((node) => node.join(code)))
    const statuses = came.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 200, 410, 410, 410, 410])
    const [seated] = came.filter(({ status }) => status === 200)
    expect(await three.join(code, seated?.seat)).toMatchObject({ status: 200 })
    expect(await two.join(code)).toMatchObject({ status: 410, error: 'link-used-up', retry: 'never' })
    expect((await two.list())[0]).toMatchObject({ used: 2 })
  }
})

test('[LK3] a link, its count and its end outlive the relay', async () => {
  const data = tempFile()
  const { clock, advance } = fakeClock()
  const open = () => startRelay({ secrets: [SECRET], store: sqliteStore(data), clock })
  const first = await open()
  const { code } = await joinLinks(first.url).make({ uses: 1, ttlSeconds: 3_600 })
  const { seat } = await joinLinks(first.url).join(code)
  await first.close()
  const { join, list } = joinLinks((await open()).url)
  expect(await join(code, seat)).toMatchObject({ status: 200 })
  expect(await join(code)).toMatchObject({ status: 410, error: 'link-used-up' })
  advance(HOUR_MS)
  expect(await join(code, seat)).toMatchObject({ status: 410, error: 'link-ended' })
  expect(await list()).toEqual([])
})

test('[LK4] nobody comes by a link that is revoked, and those who came by it stay until they are removed', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const { make, join, revoke, list, kick } = joinLinks(url)
  const { id, code } = await make()
  const { seat, token } = await join(code)
  const ada = clientRoom(wsUrl, 'lesson', { token, presence: {} })
  await ada.connected()
  expect(await revoke(id)).toBe(204)
  expect(await revoke(id)).toBe(404)
  expect(await list()).toEqual([])
  expect(await join(code, seat)).toMatchObject({ status: 404, error: 'link-unknown' })
  const back = clientRoom(wsUrl, 'lesson', { token, presence: {} })
  await back.connected()
  expect((await kick({ id: decodeJwt(token).sub })).status).toBe(204)
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${token}`)).toMatchObject({ close: 4407 })
})

test('[LK5] a removed person does not come back by the link with the same seat, for twelve hours', async () => {
  const { clock, advance } = fakeClock(Date.now())
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], clock })
  const { make, join, kick } = joinLinks(url)
  const { code } = await make()
  const { seat, token } = await join(code)
  await clientRoom(wsUrl, 'lesson', { token, presence: {} }).connected()
  await kick({ id: decodeJwt(token).sub })
  expect(await join(code, seat)).toMatchObject({ status: 401, error: 'token-revoked' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${token}`)).toMatchObject({ close: 4407 })
  advance(12 * HOUR_MS - 1)
  expect(await join(code, seat)).toMatchObject({ status: 401 })
  advance(1)
  expect(await join(code, seat)).toMatchObject({ status: 200 })
})

test('[LK6] an address that tries too many codes is not heard for a while, and others are', async () => {
  const { url } = await startRelay({ secrets: [SECRET], trustProxy: 1 })
  const { make, join } = joinLinks(url)
  const { code } = await make()
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const wrong = () => join('000-000-000', undefined, from('192.0.2.1'))
  const tries = await Promise.all(Array.from({ length: 150 }, wrong))
  expect(tries.filter(({ error }) => error === 'link-unknown')).toHaveLength(100)
  expect(await join(code, undefined, from('192.0.2.1'))).toMatchObject({ error: 'too-many-refusals' })
  // A person who waits is heard all the same: nobody guesses their seat.
  const { code: other } = await make({ waits: true })
  const seat = 'a-seat-that-waits'
  expect(await join(other, seat, from('192.0.2.3'))).toMatchObject({ status: 202 })
  expect(await join(other, seat, from('192.0.2.1'))).toMatchObject({ status: 202 })
  expect(await join(other, 'another-seat-0000', from('192.0.2.1'))).toMatchObject({ status: 429 })
  // Right ones are not counted.
  for (let count = 0; count < 110; count++)
    expect((await join(code, undefined, from('192.0.2.2'))).status).toBe(200)
})

test('[LK7] links are for hosts of a room that is there, and a link that makes hosts has a code that nobody guesses', async () => {
  const { url } = await startRelay({ secrets: [SECRET], roles: { teacher: 'host' } })
  const path = '/rooms/lesson/links'
  const order = { role: 'teacher' }
  const as = async (bearer?: string) => (await apiClient(url, bearer).post(path, order)).status
  expect(await as()).toBe(401)
  expect(await as(await token())).toBe(403)
  expect(await as(await token({ role: 'host' }))).toBe(404)
  await apiClient(url, SECRET).put('/rooms/lesson/document', textUpdate('Hello'))
  const made = await apiClient(url, await token({ sub: 'ada', role: 'teacher' })).post(path, order)
  expect(made.json).toMatchObject({ role: 'teacher', by: 'ada', code: expect.stringMatching(/^[\w-]{22}$/) })
  expect(await joinLinks(url).join(made.json.code)).toMatchObject({ role: 'teacher' })
  for (const bad of [{ role: 'emperor' }, { role: 'host', uses: 0 }, { role: 'host', ttlSeconds: 1.5 }, {}])
    expect((await apiClient(url, SECRET).post(path, bad)).status).toBe(400)
})

test('[LK7] a room has a hundred links at most, and an ended one makes place', async () => {
  const { clock, advance } = fakeClock()
  const { url } = await startRelay({ secrets: [SECRET], clock })
  const { make } = joinLinks(url)
  const { code } = await make({ ttlSeconds: 60 })
  for (let count = 1; count < 100; count++) expect(await make()).toHaveProperty('code')
  expect(await make()).toMatchObject({ error: 'bad-request' })
  advance(60_000)
  expect(await make()).toHaveProperty('code')
  expect(await joinLinks(url).join(code)).toMatchObject({ error: 'link-unknown' })
})

test('[LK8] the url of a link is that of the page as its host sees it, with the code behind #', async () => {
  const { url } = await startRelay({ secrets: [SECRET], page: 'dist/page' })
  const { code, url: link } = await joinLinks(url).make()
  expect(link).toBe(`${url}/#join=${code}`)
  const alone = await startRelay({ secrets: [SECRET], page: null })
  expect(await joinLinks(alone.url).make()).toMatchObject({ url: null })
})

test('[LK1] a relay that signs no tokens makes no links, and one whose store fails says so', async () => {
  const { url } = await startRelay()
  expect(await joinLinks(url).join('000-000-000')).toMatchObject({ status: 404, error: 'not-found' })
  const store = faultyStore(memoryStore())
  const failing = joinLinks((await startRelay({ secrets: [SECRET], store: store.store })).url)
  const { code } = await failing.make()
  store.fail('keptBodies')
  expect(await failing.join(code)).toMatchObject({ status: 503, error: 'store-unavailable', retry: 'later' })
  store.heal()
  expect(await failing.join(code)).toMatchObject({ status: 200 })
})

test('[LK7] a link is made, listed, used and revoked without a look at what else is ordered in its room', async () => {
  const inner = sqliteStore(tempFile())
  const { store, ...orders } = countedOrders(inner)
  const people = Array.from({ length: 5_000 }, (_, at) => [`removed pupil ${at}`, '1'] as const)
  await inner.order('lesson', Object.fromEntries(people))
  const { url } = await startRelay({ secrets: [SECRET], store })
  const { make, list, revoke } = joinLinks(url)
  const links = []
  for (let at = 0; at < 20; at++) links.push(await make({ uses: 10 }))
  expect(await list()).toHaveLength(20)
  for (const { id } of links) expect(await revoke(id)).toBe(204)
  expect(orders.read()).toBeLessThan(1_000)
})

test('[LK7] the codes of a room that is deleted are gone with it, those of other rooms are not', async () => {
  const store = memoryStore()
  const { url } = await startRelay({ secrets: [SECRET], store })
  const [mine, other] = [joinLinks(url), joinLinks(url, 'other')]
  for (let at = 0; at < 3; at++) await mine.make()
  const { code } = await other.make()
  const keys = async () => (await store.kept?.('link-codes'))?.map(({ key }) => key)
  expect(await keys()).toHaveLength(4)
  expect((await apiClient(url, SECRET).remove('/rooms/lesson/document')).status).toBe(204)
  expect(await keys()).toEqual([code.replaceAll('-', '')])
  expect(await other.join(code)).toMatchObject({ status: 200 })
})
