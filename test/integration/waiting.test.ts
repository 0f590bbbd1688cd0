import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { memoryStore, type RelayOptions, sqliteStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { countedOrders } from '../support/counted-orders.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { joinLinks } from '../support/join-links.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

type Node = ReturnType<typeof joinLinks>

const MINUTE_MS = 60_000

const school = async (options: RelayOptions = {}) => {
  const relay = await startRelay({ secrets: [SECRET], ...options })
  return { ...relay, ...joinLinks(relay.url) }
}

/** A host in the room, and what they are told of the waiting room. */
const hostIn = async (wsUrl: string) => {
  const { room, connected } = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: 'ada', role: 'host' }),
    presence: { name: 'Ada' },
  })
  const told: unknown[] = []
  room.signals.on('waiting', ({ data }) => told.push(data))
  await connected()
  return told
}

test('[LK9][LK11] people by a link wait until a host lets them in, one by one, and the others are turned away', async () => {
  const { url, wsUrl, make, come, waiting, admit, turnAway, goAway } = await school()
  const told = await hostIn(wsUrl)
  const { code, ...link } = await make({ waits: true })
  expect(link.waits).toBe(true)
  const pupil = await come(code, { name: 'Pupil' })
  expect(pupil).toMatchObject({ status: 202, room: 'lesson', againMs: 2_000 })
  expect(pupil).not.toHaveProperty('token')
  const other = await come(code, { name: 'Other' })
  const third = await come(code)
  const list = await waiting()
  expect(list).toMatchObject([{ name: 'Pupil' }, { name: 'Other' }, { name: null }])
  await until(() => told.length > 0, 'the host is told')
  // Asking again is no second place.
  expect(await come(code, { name: 'Pupil', seat: pupil.seat })).toMatchObject({ status: 202 })
  expect(await waiting()).toEqual(list)

  expect(await goAway(code, third.seat)).toBe(204)
  expect(await admit(list[0].id)).toBe(204)
  expect(await turnAway(list[1].id)).toBe(204)
  expect(await waiting()).toEqual([])
  await until(() => JSON.stringify(told.at(-1)) === '{"waiting":0}', 'the host is told that nobody waits')
  const came = await come(code, { name: 'Pupil', seat: pupil.seat })
  expect([came.status, decodeJwt(came.token).sub]).toEqual([200, list[0].id])
  await clientRoom(wsUrl, 'lesson', { token: came.token, presence: {} }).connected()
  expect(await come(code, { seat: other.seat })).toMatchObject({
    status: 401,
    error: 'turned-away',
    message: 'A host has not let you in.',
  })
  // Hosts alone see who waits, and answer.
  const asPupil = apiClient(url, came.token)
  expect((await asPupil.get('/rooms/lesson/waiting')).status).toBe(403)
  expect((await asPupil.post('/rooms/lesson/admit', { ids: [list[1].id] })).status).toBe(403)
})

test('[LK10] everyone waits once a host says so, and people wait at a locked room; hosts and those inside do not', async () => {
  const { wsUrl, make, come, waiting, hold, admit, lock } = await school()
  await hostIn(wsUrl)
  const { code } = await make()
  const host = await make({ role: 'host' })
  expect(await make({ role: 'host', waits: true })).toMatchObject({ error: 'bad-request' })
  const inside = await come(code)
  await clientRoom(wsUrl, 'lesson', { token: inside.token, presence: {} }).connected()
  await hold(true)
  const late = await come(code, { name: 'Late' })
  expect(late.status).toBe(202)
  expect((await come(code, { seat: inside.seat })).status).toBe(200)
  expect((await come(host.code)).status).toBe(200)
  await hold(false)
  expect((await come(code, { seat: late.seat })).status).toBe(200)
  expect(await waiting()).toEqual([])

  await lock(true)
  const knocking = await come(code, { name: 'Knocking' })
  expect(knocking.status).toBe(202)
  const [{ id }] = await waiting()
  await admit(id)
  const { token: jwt } = await come(code, { seat: knocking.seat })
  await clientRoom(wsUrl, 'lesson', { token: jwt, presence: {} }).connected()
  // A token does not open a lock by itself.
  const outside = await token({ sub: 'outside' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${outside}`)).toMatchObject({ status: 423 })
})

test('[LK9][LK13] those who wait, were let in or were removed outlive the relay', async () => {
  const data = tempFile()
  const open = () => school({ store: sqliteStore(data) })
  const first = await open()
  const { code } = await first.make({ waits: true })
  const [one, two] = [await first.come(code, { name: 'One' }), await first.come(code, { name: 'Two' })]
  const three = await first.come(code, { name: 'Three' })
  const ids = (await first.waiting()).map(({ id }: { id: string }) => id)
  await first.admit(ids[0])
  await first.turnAway(ids[2])
  await first.close()
  const again = await open()
  expect(await again.waiting()).toMatchObject([{ id: ids[1], name: 'Two' }])
  expect(await again.removed()).toMatchObject([{ id: ids[2], name: 'Three', waited: true }])
  expect((await again.come(code, { seat: one.seat })).status).toBe(200)
  expect((await again.come(code, { seat: two.seat, name: 'Two' })).status).toBe(202)
  await again.admit(ids[1], ids[2])
  expect((await again.come(code, { seat: two.seat })).status).toBe(200)
  expect((await again.come(code, { seat: three.seat })).status).toBe(200)
  expect(await again.removed()).toEqual([])
})

test('[LK11] hosts are told once of people who are turned away together', async () => {
  const { wsUrl, make, come, waiting, turnAway, removed } = await school()
  const told = await hostIn(wsUrl)
  const { code } = await make({ waits: true })
  for (let at = 0; at < 5; at++) await come(code, { name: `Pupil ${at}` })
  await until(() => told.length === 5)
  const people: { id: string }[] = await waiting()
  expect(await turnAway(...people.map(({ id }) => id))).toBe(204)
  await until(() => told.length > 5)
  expect(told.slice(5)).toEqual([{ waiting: 0 }])
  expect((await removed()).map(({ name }: { name: string }) => name)).toContain('Pupil 4')
})

test('[LK11] where many wait hosts are told together, and let all of them in by one order', async () => {
  const { wsUrl, make, come, waiting, admit } = await school()
  const told = await hostIn(wsUrl)
  const { code } = await make({ waits: true })
  const people = Array.from({ length: 300 }, (_, number) => ({ name: `Pupil ${number}` }))
  const came = await Promise.all(people.map((person) => come(code, person)))
  await until(() => JSON.stringify(told.at(-1)) === '{"waiting":300}', 'the host is told of all')
  // Each of the first hundred is news by itself.
  expect(told.length).toBeLessThan(200)
  const ids = (await waiting()).map(({ id }: { id: string }) => id)
  expect(new Set(ids).size).toBe(300)
  expect(await admit(...ids)).toBe(204)
  await until(() => JSON.stringify(told.at(-1)) === '{"waiting":0}', 'the host is told that nobody waits')
  expect((await come(code, { seat: came[299].seat })).status).toBe(200)
})

test('[LK11] those who wait as the lesson ends hear so, are not let in by the lock that opens, and may come again', async () => {
  const { clock, advance } = fakeClock(Date.now())
  const data = tempFile()
  const first = await school({ clock, store: sqliteStore(data) })
  await hostIn(first.wsUrl)
  const { code } = await first.make()
  await first.lock(true)
  const pupil = await first.come(code, { name: 'Pupil' })
  expect(pupil.status).toBe(202)
  expect(await first.endWaiting()).toBe(204)
  await first.lock(false)
  expect(await first.waiting()).toEqual([])
  await first.close()
  const { come, removed } = await school({ clock, store: sqliteStore(data) })
  expect(await come(code, { seat: pupil.seat })).toMatchObject({ status: 410, error: 'lesson-over' })
  expect(await removed()).toEqual([])
  expect((await come(code)).status).toBe(200)
  advance(3 * MINUTE_MS)
  expect((await come(code, { seat: pupil.seat })).status).toBe(200)
})

test('[LK9] what one person asks of the store is as little, however many wait', async () => {
  const inner = sqliteStore(tempFile())
  const { store, ...orders } = countedOrders(inner)
  const { make, come, waiting } = await school({ store })
  const { code } = await make({ waits: true, uses: 1_000 })
  const people = Array.from({ length: 100 }, (_, number) => ({ name: `Pupil ${number}` }))
  for (const person of people) await come(code, person)
  expect(await waiting()).toHaveLength(100)
  expect(orders.read()).toBeLessThan(300)
})

test('[LK11] a person knocks at one relay, a host is told at another one, and lets them in at a third one', async () => {
  const { relays } = await relayCluster()
  const [one, two, three] = relays.map(({ url }) => joinLinks(url)) as [Node, Node, Node]
  const told = await hostIn(relays[1]?.wsUrl ?? '')
  const { code } = await two.make({ waits: true })
  const { seat } = await one.come(code, { name: 'Pupil' })
  await until(() => told.length > 0, 'the host is told at the second relay')
  expect(told).toEqual([{ waiting: 1 }])
  const [{ id }] = await until(async () => {
    const list = await three.waiting()
    return list.length === 1 && list
  }, 'the third relay sees who waits')
  await three.admit(id)
  await until(async () => (await one.come(code, { name: 'Pupil', seat })).status === 200, 'the person is in')
  await until(() => told.length === 2, 'the host is told that nobody waits')
})

test('[LK11] two relays that share a store and no bus agree on who waits', async () => {
  const store = memoryStore()
  const options = { secrets: [SECRET], store: keptOpen(Object.assign(store, { isShared: true })) }
  const [one, two] = [await school(options), await school(options)]
  const told = await hostIn(two.wsUrl)
  const { code } = await two.make({ waits: true })
  const { seat } = await one.come(code, { name: 'Pupil' })
  await until(() => told.length > 0, 'the host is told at the other relay')
  const [{ id }] = await two.waiting()
  await two.admit(id)
  await until(async () => (await one.come(code, { name: 'Pupil', seat })).status === 200, 'the person is in')
})

test('[LK12] a seat that nobody heard of for three minutes waits no more, and comes again at the end', async () => {
  const { clock, advance } = fakeClock(Date.now())
  const { make, come, waiting } = await school({ clock })
  const { code } = await make({ waits: true })
  const first = await come(code, { name: 'First' })
  advance(2 * MINUTE_MS)
  await come(code, { name: 'Second' })
  await come(code, { name: 'First', seat: first.seat })
  advance(2 * MINUTE_MS)
  expect(await waiting()).toMatchObject([{ name: 'First' }, { name: 'Second' }])
  advance(MINUTE_MS)
  expect(await waiting()).toEqual([])
  await come(code, { name: 'Third' })
  await come(code, { name: 'First', seat: first.seat })
  expect(await waiting()).toMatchObject([{ name: 'Third' }, { name: 'First' }])
})

test('[LK12] the waiting room holds so many of a room and of an address, however many come', async () => {
  const { make, come, waiting, admit } = await school({ trustProxy: 1, limits: { waiting: 20, knocks: 15 } })
  const { code } = await make({ waits: true })
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const mob = await Promise.all(
    Array.from({ length: 90 }, () => come(code, { name: 'Mob' }, from('192.0.2.1'))),
  )
  expect(mob.filter(({ status }) => status === 202)).toHaveLength(15)
  expect(mob.filter(({ error }) => error === 'address-full')).toHaveLength(75)
  const others = await Promise.all(
    Array.from({ length: 10 }, (_, number) => come(code, {}, from(`192.0.2.${number + 10}`))),
  )
  expect(others.filter(({ error }) => error === 'room-full')).toHaveLength(5)
  const list = await waiting()
  expect(list).toHaveLength(20)
  await admit(list[0].id)
  expect(await come(code, {}, from('192.0.2.99'))).toMatchObject({ status: 202 })
})

test('[LK12] neither an id, nor another seat, nor another code takes the place of a person who was let in', async () => {
  const { url, wsUrl, make, come, waiting, admit, revoke } = await school()
  const { id: link, code } = await make({ waits: true })
  const name = '\u202eupil\u0000 \u2066x\u200b'
  const { seat } = await come(code, { name })
  const [{ id, name: shown }] = await waiting()
  expect(shown).toBe('upil x')
  await admit(id)
  for (const stolen of [id.replace('guest:', ''), `${seat.slice(0, -1)}_`])
    expect((await come(code, { seat: stolen })).status).toBe(202)
  expect((await come(code, { seat: id })).status).toBe(400)
  expect((await come('000-000-000', { seat })).status).toBe(404)
  await revoke(link)
  expect((await come(code, { seat })).status).toBe(404)
  // What hosts are told of the waiting room, the relay alone says.
  const told = await hostIn(wsUrl)
  const pupil = apiClient(url, SECRET)
  const forged = await pupil.post('/rooms/lesson/signals', { kind: 'waiting', data: { waiting: 9 } })
  expect(forged.status).toBe(403)
  expect(told).toEqual([])
})

test('[LK13] a person who was removed is listed by name, and comes back with the old token once a host lets them', async () => {
  const { wsUrl, make, come, kick, removed, admit, lock } = await school()
  await hostIn(wsUrl)
  const { code } = await make()
  const { seat, token: jwt } = await come(code)
  const pupil = clientRoom(wsUrl, 'lesson', { token: jwt, presence: { name: 'Pupil' } })
  await pupil.connected()
  const { sub: id = '' } = decodeJwt(jwt)
  await kick({ id })
  expect(await removed()).toMatchObject([{ id, name: 'Pupil', waited: false }])
  expect((await come(code, { seat })).status).toBe(401)
  await lock(true)
  expect(await admit(id)).toBe(204)
  expect(await removed()).toEqual([])
  await clientRoom(wsUrl, 'lesson', { token: jwt, presence: {} }).connected()
  expect((await come(code, { seat })).status).toBe(200)
})
