import { expect, test, vi } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { CLOSES, REFUSALS, writeV1Message } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { stopDate } from '../support/stopped-date.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const VERSIONS = Object.keys(STOCK_VERSIONS) as StockVersion[]

/** What the relay's clock may differ from that of whoever signs, in ms. */
const TOLERANCE_MS = 5_000

const gated = () => startRelay({ secrets: [SECRET] })

const joinsOf = (url: string) => metricOf(url, 'homeroom_joins_total')
const refusalsOf = (url: string, code: string) => metricOf(url, 'homeroom_refusals_total', { code })

test('[GA3][GA10] a token that is over by less than clocks may differ lets in, and lets stay', async () => {
  const pass = stopDate()
  const { clock, sweep } = handSweptClock()
  const { wsUrl, url } = await startRelay({ secrets: [SECRET], clock })
  const jwt = await token({ ttlSeconds: 60 })
  pass(60_000 + TOLERANCE_MS - 1_000)
  const late = await rawClient(wsUrl, 'lesson', { token: jwt })
  sweep()
  late.say({ id: 1, state: {} })
  const other = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'b' }) })
  other.say({ id: 5, state: { x: 1 } })
  await late.waitFor(5)
  expect(late.isClosed()).toBe(false)
  pass(1_000)
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${jwt}`)).toMatchObject({
    body: { error: 'token-expired' },
  })
  await until(() => {
    sweep()
    return late.isClosed()
  })
  expect((await late.closed).code).toBe(CLOSES['token-expired'].close)
  expect(await joinsOf(url)).toBe(2)
})

test.each(VERSIONS)(
  '[GA10][GA8][X30] y-websocket %s whose token ends is closed once, and then refused by a code that stops 3.1',
  async (version) => {
    const pass = stopDate()
    const { wsUrl, url } = await gated()
    const stock = stockClient(wsUrl, 'lesson', { version, params: { token: await token() }, state: {} })
    await stock.synced()
    const closes: number[] = []
    stock.provider.on('connection-close', (event) => event !== null && closes.push(event.code))
    pass(60_000 + TOLERANCE_MS)
    await until(() => closes.length >= 2)
    expect(closes.slice(0, 2)).toEqual([CLOSES['token-expired'].close, REFUSALS['token-bad'].close])
    expect(stock.provider.shouldConnect).toBe(version !== '3.1.0')
    expect(await joinsOf(url)).toBe(1)
  },
)

test.each(VERSIONS)('C39 y-websocket %s brings its token on each new socket', async (version) => {
  const { wsUrl, url } = await gated()
  const member = clientRoom(wsUrl, 'lesson', { token: await token({ sub: 'b' }) })
  const stock = stockClient(wsUrl, 'lesson', { version, params: { token: await token() }, state: { x: 1 } })
  for (const joins of [2, 3, 4]) {
    await until(async () => (await joinsOf(url)) === joins)
    await until(() => member.people.get().some(({ id, status }) => id === 'ada' && status === 'here'))
    stock.socket()?.terminate()
  }
  await until(async () => (await joinsOf(url)) === 5)
  expect(await metricOf(url, 'homeroom_refusals_total')).toBe(0)
})

test('[GA10][DO2] a token that ends while its room loads closes as one that ends later', async () => {
  const pass = stopDate()
  const { store, hold, calls } = faultyStore(memoryStore())
  const release = hold('open')
  const { wsUrl } = await startRelay({ secrets: [SECRET], store })
  const joining = openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1', `bearer.${await token()}`] })
  await until(() => calls('open') === 1)
  pass(60_000 + TOLERANCE_MS)
  release()
  expect((await closeOf(await joining)).code).toBe(CLOSES['token-expired'].close)
})

test('C40 [SE5] bad tokens leave a connection as it is, and a good one renews it all the same', async () => {
  const pass = stopDate()
  const { wsUrl } = await gated()
  const ada = await rawClient(wsUrl, 'lesson', { protocols: ['homeroom.v1', `bearer.${await token()}`] })
  ada.say({ id: 1, state: {} })
  const told = (code: string) => ada.frames.some((frame) => Buffer.from(frame).includes(code))
  for (const [code, jwt] of [
    ['token-bad', 'no.jwt.at-all'],
    ['token-expired', await token({ ttlSeconds: -60 })],
    ['room-forbidden', await token({ rooms: ['other'] })],
    ['bad-subject', await token({ sub: 'somebody else' })],
  ] as const) {
    expect(told(code)).toBe(false)
    ada.send(writeV1Message.token(jwt))
    await until(() => told(code), `the notice ${code}`)
  }
  ada.send(writeV1Message.token(await token({ ttlSeconds: 600, name: 'renewed' })))
  await until(() => told('"renewed"'))
  pass(60_000 + TOLERANCE_MS)
  const other = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'b' }) })
  other.say({ id: 5, state: { x: 1 } })
  await until(() => ada.frames.some((frame) => frame[0] === 113 && frame.length > 2))
  expect(ada.isClosed()).toBe(false)
  pass(600_000)
  expect((await ada.closed).code).toBe(CLOSES['token-expired'].close)
})

/** A host who sees ada and removes her. */
const removeAda = async (wsUrl: string) => {
  const host = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: 'host', role: 'host' }),
    presence: {},
  })
  const ada = await until(() => host.people.get().find(({ id }) => id === 'ada'))
  expect(host.room.signals.send('remove', null, { to: ada }).ok).toBe(true)
  await until(() => host.people.get().every(({ id }) => id !== 'ada'))
}

test('[SG9] who was removed comes back by a token of later, and by none of before', async () => {
  const pass = stopDate()
  const { wsUrl, url } = await gated()
  const before = await token({ ttlSeconds: 600 })
  const tokens = [before, before, before]
  const source = vi.fn(() => tokens.shift() ?? token())
  const room = clientRoom(wsUrl, 'lesson', { token: source, presence: {} })
  await removeAda(wsUrl)
  await until(() => room.status.get().state === 'closed')
  expect(room.status.get()).toMatchObject({ code: CLOSES.removed.close, retry: 'never' })
  const refused = await refusedUpgrade(`${wsUrl}/lesson?token=${before}`)
  expect(refused).toMatchObject({ close: CLOSES.removed.close, body: { error: 'token-revoked' } })
  // Only that room is closed to her.
  await stockClient(wsUrl, 'board', { params: { token: before } }).synced()
  pass(1_000)
  room.reconnect()
  await room.connected()
  expect(await refusalsOf(url, 'token-revoked')).toBeGreaterThanOrEqual(3)
  expect(tokens).toEqual([])
})

/** A stock client of ada, and how its sockets were closed. */
const stockAda = async (wsUrl: string, version: StockVersion) => {
  const stock = stockClient(wsUrl, 'lesson', { version, params: { token: await token() }, state: { x: 1 } })
  const closes: number[] = []
  stock.provider.on('connection-close', (event) => event !== null && closes.push(event.code))
  await stock.synced()
  return { ...stock, closes }
}

test.each(['3.0.0', '2.1.0'] as const)(
  '[SG9] y-websocket %s that is removed is closed as any other, and refused from then on',
  async (version) => {
    const pass = stopDate()
    const { wsUrl, url } = await gated()
    const stock = await stockAda(wsUrl, version)
    await removeAda(wsUrl)
    await until(() => stock.closes.length >= 3)
    expect(stock.closes.every((code) => code === CLOSES.removed.close)).toBe(true)
    expect(await joinsOf(url)).toBe(2)
    expect(await refusalsOf(url, 'token-revoked')).toBeGreaterThanOrEqual(2)
    stock.provider.disconnect()
    pass(1_000)
    await stockClient(wsUrl, 'lesson', { version, params: { token: await token() } }).synced()
  },
)

test('[SG9] y-websocket 3.1.0 that is removed stops, and does not try to join again', async () => {
  const pass = stopDate()
  const { wsUrl, url } = await gated()
  const stock = await stockAda(wsUrl, '3.1.0')
  const ends: number[] = []
  stock.provider.on('closed', ({ code }) => ends.push(code))
  // Another one of the same person does try, at the same distances: by then the first would have, too.
  const other = await stockAda(wsUrl, '3.0.0')
  await removeAda(wsUrl)
  await until(() => other.closes.length >= 8)
  other.provider.disconnect()
  expect([stock.closes, ends]).toEqual([[CLOSES.removed.close], [CLOSES.removed.close]])
  expect(stock.provider.shouldConnect).toBe(false)
  expect(stock.socket()).toBeNull()
  expect(await joinsOf(url)).toBe(3)
  expect(await refusalsOf(url, 'token-revoked')).toBeLessThanOrEqual(other.closes.length)
  pass(1_000)
  await stockClient(wsUrl, 'lesson', { version: '3.1.0', params: { token: await token() } }).synced()
})

test('[SG9][X4A][X30] y-websocket 3.1.0 that was removed while it was away is told so at its return, and stops', async () => {
  const { wsUrl, url } = await gated()
  const stock = await stockAda(wsUrl, '3.1.0')
  stock.provider.disconnect()
  const headers = { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' }
  const kick = { method: 'POST', headers, body: '{"id":"ada"}' }
  expect((await fetch(`${url}/api/rooms/lesson/kick`, kick)).status).toBe(204)
  stock.provider.connect()
  await until(() => !stock.provider.shouldConnect)
  expect(stock.closes.at(-1)).toBe(CLOSES.removed.close)
  expect(await refusalsOf(url, 'token-revoked')).toBe(1)
})

test('C43 [GA9] the command at its most talkative says no token, wherever it travelled', async () => {
  const relay = await runRelay(['--log', 'trace', '--data', ':memory:'], { HOMEROOM_SECRET: SECRET })
  const good = await token()
  const bad = await token({}, 'another-secret-that-the-relay-lacks')
  const raw = await rawClient(relay.wsUrl, 'lesson', { protocols: ['homeroom.v1', `bearer.${good}`] })
  for (const jwt of [good, bad]) raw.send(writeV1Message.token(jwt))
  const bearer = { headers: { authorization: `Bearer ${bad}` } }
  expect(await refusedUpgrade(`${relay.wsUrl}/lesson?token=${bad}`, bearer)).toMatchObject({ close: 4402 })
  await stockClient(relay.wsUrl, 'lesson', { params: { token: good } }).synced()
  await until(() => relay.stderr().includes('refused'))
  const said = relay.stdout() + relay.stderr()
  for (const secret of [SECRET, ...good.split('.').slice(1), ...bad.split('.').slice(1)])
    expect(said).not.toContain(secret)
})

test('[GA10] what has no end is not ended', async () => {
  const pass = stopDate()
  const { wsUrl } = await startRelay()
  const raw = await rawClient(wsUrl, 'lesson')
  raw.say({ id: 1, state: {} })
  pass(10 * 365 * 86_400_000)
  const other = await rawClient(wsUrl, 'lesson')
  other.say({ id: 5, state: { x: 1 } })
  await raw.waitFor(5)
  expect(raw.isClosed()).toBe(false)
})
