import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ok } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { closeOf, openSocket, refusedUpgrade, type UpgradeOptions } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const SOMEBODY = { id: null, name: null, role: 'member', mayRename: true } as const

const noSlots = (url: string) =>
  until(async () => (await metricOf(url, 'homeroom_connection_slots')) === 0, 'every slot is free')

/** The sockets of those who are let in, of so many that come at once. */
const crowd = async (count: number, urlOf: (index: number) => string) => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => openSocket(urlOf(index))),
  )
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

test.each([
  ['connections', 'relay-full', 503, 4531, ['a', 'b', 'c', 'd', 'e', 'f']],
  ['room', 'room-full', 503, 4530, ['a', 'a', 'a', 'a', 'a', 'a']],
  ['address', 'address-full', 429, 4532, ['a', 'b', 'c', 'd', 'e', 'f']],
])(
  '[LM1][LM2] limit %s: %s before the upgrade, and as a close code on homeroom.v1',
  async (name, code, status, close, rooms) => {
    const { url, wsUrl } = await startRelay({ limits: { [name]: 3 } })
    const open = await crowd(rooms.length, (index) => `${wsUrl}/${rooms[index]}`)
    expect(open).toHaveLength(3)
    const refused = await refusedUpgrade(`${wsUrl}/a`)
    expect(refused).toMatchObject({ status, body: { error: code, retry: 'later' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const ours = await openSocket(`${wsUrl}/a`, { protocols: ['homeroom.v1'] })
    expect(await closeOf(ours)).toMatchObject({ code: close, reason: expect.stringContaining(code) })
    expect(await metricOf(url, 'homeroom_refusals_total', { code })).toBe(5)
    expect(await metricOf(url, 'homeroom_connection_slots')).toBe(3)
    for (const ws of open) ws.close()
    await noSlots(url)
    expect(await crowd(3, (index) => `${wsUrl}/${rooms[index]}`)).toHaveLength(3)
  },
)

test('[LM1] a room that is full leaves the others as they are', async () => {
  const { wsUrl } = await startRelay({ limits: { room: 1 } })
  await openSocket(`${wsUrl}/a`)
  await openSocket(`${wsUrl}/b`)
  expect(await refusedUpgrade(`${wsUrl}/a`)).toMatchObject({ body: { error: 'room-full' } })
})

test('[LM1] who has no token is not told that the room is full', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], limits: { room: 1 } })
  const good = `${wsUrl}/lesson?token=${await token()}`
  await openSocket(good)
  expect(await refusedUpgrade(`${wsUrl}/lesson`)).toMatchObject({ body: { error: 'token-missing' } })
  expect(await refusedUpgrade(good)).toMatchObject({ body: { error: 'room-full' } })
})

test('[LM2] a slot comes back from a client that goes away on the way in, or makes no handshake', async () => {
  const gate = Promise.withResolvers<void>()
  const { url, wsUrl } = await startRelay({
    limits: { connections: 2 },
    authenticate: async ({ room }) => {
      if (room === 'waits') await gate.promise
      return ok({ identity: SOMEBODY, expiresAtMs: null })
    },
  })
  const { port } = new URL(url)
  const upgrade = (room: string, key: string) =>
    `GET /${room} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
  const gone = [connect(Number(port)), connect(Number(port))]
  for (const socket of gone) socket.write(upgrade('waits', 'dGhlIHNhbXBsZSBub25jZQ=='))
  await until(async () => (await metricOf(url, 'homeroom_connection_slots')) === 2, 'both wait')
  expect(await refusedUpgrade(`${wsUrl}/lesson`)).toMatchObject({ body: { error: 'relay-full' } })
  for (const socket of gone) socket.resetAndDestroy()
  await noSlots(url)
  gate.resolve()
  const broken = connect(Number(port))
  broken.write(upgrade('lesson', 'no key'))
  const [answer] = (await new Promise<Buffer>((resolve) => broken.once('data', resolve)))
    .toString()
    .split('\r\n')
  expect(answer).toBe('HTTP/1.1 400 Bad Request')
  await noSlots(url)
  expect(await crowd(3, () => `${wsUrl}/lesson`)).toHaveLength(2)
  expect(await metricOf(url, 'homeroom_rooms', { state: 'open' })).toBeLessThanOrEqual(2)
})

test('C74 [LM1][CL2] a room is full, a slot frees: the client that waited gets everyone and the document', async () => {
  const { wsUrl } = await startRelay({ limits: { room: 2 } })
  // Stock clients, which tell each other nothing by BroadcastChannel.
  const teacher = stockClient(wsUrl, 'lesson', { state: { name: 'teacher', hand: true } })
  const ada = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await ada.waitFor(teacher)
  teacher.text.insert(0, 'Good morning')
  await until(() => ada.text.toString() === 'Good morning')
  const third = clientRoom(wsUrl, 'lesson', { presence: { name: 'third' } })
  await until(() => third.status.get().state === 'disconnected')
  expect(third.status.get()).toMatchObject({ reason: expect.stringContaining('room-full') })
  expect([third.people.get().length, third.text.toString()]).toEqual([1, ''])
  ada.provider.destroy()
  await third.connected()
  expect(third.text.toString()).toBe('Good morning')
  expect(await third.waitFor('teacher')).toMatchObject({ hand: true })
  await until(() => [...teacher.awareness.getStates().values()].some(({ name }) => name === 'third'))
})

test('[LM5] behind a proxy that is believed each client has its own address, and cannot invent one', async () => {
  const from = (forwarded: string): UpgradeOptions => ({ headers: { 'x-forwarded-for': forwarded } })
  const { wsUrl } = await startRelay({ limits: { address: 1 }, trustProxy: 1 })
  await openSocket(`${wsUrl}/lesson`, from('198.51.100.7'))
  await openSocket(`${wsUrl}/lesson`, from('198.51.100.8'))
  const refused = await refusedUpgrade(`${wsUrl}/lesson`, from('192.0.2.1, 198.51.100.7'))
  expect(refused).toMatchObject({ status: 429, body: { error: 'address-full' } })

  const untrusting = await startRelay({ limits: { address: 1 } })
  await openSocket(`${untrusting.wsUrl}/lesson`, from('198.51.100.7'))
  expect(await refusedUpgrade(`${untrusting.wsUrl}/lesson`, from('198.51.100.8'))).toMatchObject({
    body: { error: 'address-full' },
  })
})

test('[GA8] an authenticate that refuses at length, in any script, is told as far as a close can tell', async () => {
  const message = 'Этот урок уже закончился. '.repeat(20)
  const { wsUrl, url } = await startRelay({
    authenticate: async () => ({ ok: false, fault: { code: 'room-forbidden', message } }),
  })
  const ours = await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
  const { code, reason } = await closeOf(ours)
  expect(code).toBe(4403)
  expect(`room-forbidden: ${message}`.startsWith(reason)).toBe(true)
  expect(Buffer.byteLength(reason)).toBeGreaterThan(110)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})
