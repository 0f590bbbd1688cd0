import { expect, test } from 'vitest'
import { type Clock, createLog, createRelay, systemClock } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const gated = () => startRelay({ secrets: [SECRET] })

const bearer = (jwt: string) => ({ headers: { authorization: `Bearer ${jwt}` } })

test('[GA1] a token travels in the header, the subprotocol or the query, in this order', async () => {
  const { wsUrl } = await gated()
  const good = await token({ sub: 'ada', rooms: ['lesson'] })
  const query = stockClient(wsUrl, 'lesson', { params: { token: good }, state: {} })
  const protocol = stockClient(wsUrl, 'lesson', { protocols: ['homeroom.v1', `bearer.${good}`], state: {} })
  expect(await query.waitFor(protocol)).toMatchObject({ id: 'ada', role: 'member' })
  expect(protocol.socket()?.protocol).toBe('homeroom.v1')
  const other = await refusedUpgrade(`${wsUrl}/lesson?token=${good}`, bearer('bad'))
  expect(other).toMatchObject({ close: 4402, body: { error: 'token-bad' } })
})

test('[GA1] the relay never answers with the token as a subprotocol', async () => {
  const { wsUrl } = await gated()
  const jwt = await token()
  const client = stockClient(wsUrl, 'lesson', { protocols: [`bearer.${jwt}`, 'homeroom.v1'] })
  await client.synced()
  expect(client.socket()?.protocol).toBe('homeroom.v1')
})

test.each([
  ['missing', undefined, 4401, 426, 'token-missing'],
  ['bad', 'no.jwt.at-all', 4402, 401, 'token-bad'],
  ['of another secret', token({}, 'another-secret-that-the-relay-lacks'), 4402, 401, 'token-bad'],
  ['expired', token({ ttlSeconds: -60 }), 4402, 401, 'token-expired'],
  ['without a subject', token({ sub: '' }), 4410, 400, 'bad-subject'],
  ['with a blank after its subject', token({ sub: 'ada\u00a0' }), 4410, 400, 'bad-subject'],
  ['with a subject of spaces', token({ sub: '  ' }), 4410, 400, 'bad-subject'],
  ['with an unknown role', token({ role: 'admin' }), 4411, 400, 'bad-claims'],
  ['for another room', token({ rooms: ['other', 'lesson/*'] }), 4403, 403, 'room-forbidden'],
])(
  '[GA3][GA4][GA8][X30] a token %s is refused: a stock client by a code that stops it, a GET by a status',
  async (_what, jwt, close, status, error) => {
    const { url, wsUrl } = await gated()
    const value = await jwt
    const options = value === undefined ? {} : bearer(value)
    const refused = await refusedUpgrade(`${wsUrl}/lesson`, options)
    expect(refused).toMatchObject({ close, body: { error } })
    expect(refused.body.message.length).toBeGreaterThan(10)
    expect((await fetch(`${url}/lesson`, options)).status).toBe(status)
  },
)

test('[GA2] a bad token never becomes an anonymous join', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=bad`)).toMatchObject({ close: 4402 })
  const anonymous = stockClient(wsUrl, 'lesson')
  await anonymous.synced()
})

test('[GA2][X46] a relay that has no keys lets the bearer of a token in as anonymous, and says so in its log once', async () => {
  const { log, lines } = memoryLog()
  const { wsUrl } = await startRelay({ log })
  const jwt = await token({ sub: 'ada', role: 'host' })
  const query = stockClient(wsUrl, 'lesson', { params: { token: jwt }, state: { name: 'Ada' } })
  const other = stockClient(wsUrl, 'lesson', { params: { token: 'x' }, state: {} })
  expect(await other.waitFor(query)).toEqual({ name: 'Ada' })
  const said = lines.filter(({ message }) => message.includes('no secret and no key set'))
  expect(said).toMatchObject([{ level: 'warn', fields: { room: 'lesson' } }])
  expect(JSON.stringify(lines)).not.toContain(jwt)
})

test('[NE1][X47] a token that is the only subprotocol is refused, and the reason says what is missing', async () => {
  const { wsUrl } = await gated()
  const offer = { protocols: [`bearer.${await token()}`] }
  const refused = await refusedUpgrade(`${wsUrl}/lesson`, offer)
  expect(refused).toMatchObject({ status: 400, body: { error: 'bad-request' } })
  expect(refused.body.message).toContain('homeroom.v1')
})

test('[GA3] several secrets hold while they are rotated', async () => {
  const old = 'the-old-secret-that-is-on-its-way-out'
  const { wsUrl } = await startRelay({ secrets: [SECRET, old] })
  for (const secret of [SECRET, old]) {
    await stockClient(wsUrl, 'lesson', { params: { token: await token({}, secret) } }).synced()
  }
})

test.each([
  ['school/5b', true],
  ['school/*', true],
  ['**', true],
  ['*', false],
  ['school/5', false],
  ['school/5.', false],
])('[GA5] a token for the rooms %j', async (glob, isForRoom) => {
  const { wsUrl } = await gated()
  const jwt = await token({ rooms: [glob] })
  const client = stockClient(wsUrl, 'school/5b', { params: { token: jwt } })
  if (isForRoom) await client.synced()
  else expect(await refusedUpgrade(`${wsUrl}/school/5b?token=${jwt}`)).toMatchObject({ close: 4403 })
})

test('[GA6] anonymous view reads and does not appear', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'view' })
  const member = stockClient(wsUrl, 'lesson', { params: { token: await token() }, state: { name: 'Ada' } })
  await member.synced()
  member.text.insert(0, 'read me')
  const viewer = stockClient(wsUrl, 'lesson', { state: { name: 'viewer' } })
  await viewer.waitFor(member)
  await until(() => viewer.text.toString() === 'read me')
  const marker = stockClient(wsUrl, 'lesson', { params: { token: await token() }, state: {} })
  await member.waitFor(marker)
  expect(member.sees(viewer)).toBeUndefined()
})

test('[GA7] a page of an origin that is not on the list is refused', async () => {
  const { wsUrl } = await startRelay({ origins: ['https://school.example'] })
  const from = (origin: string) => refusedUpgrade(`${wsUrl}/lesson`, { headers: { origin } })
  expect(await from('https://evil.example')).toMatchObject({
    status: 403,
    body: { error: 'origin-forbidden' },
  })
  expect(await from('null')).toMatchObject({ status: 403 })
  await expect(from('https://school.example')).rejects.toThrow('not refused')
  await stockClient(wsUrl, 'lesson').synced()
})

test('[GA8][X30] y-websocket 3.1.0 with a bad token stops at the first refusal, and says why', async () => {
  const { wsUrl, url } = await gated()
  const client = stockClient(wsUrl, 'lesson', { params: { token: 'bad' } })
  const ends: { code: number; reason: string }[] = []
  client.provider.on('closed', (end) => ends.push(end))
  await until(() => ends.length > 0)
  expect(ends).toEqual([{ code: 4402, reason: 'token-bad: The token is not valid here.' }])
  expect(client.provider.shouldConnect).toBe(false)
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'token-bad' })).toBe(1)
})

test.each(['3.0.0', '2.1.0'] as const)(
  '[GA8][X30] y-websocket %s, which no code stops, waits for its close once it has come too often',
  async (version) => {
    const waiting: (() => void)[] = []
    const clock: Clock = {
      ...systemClock,
      after: (ms, then) => (ms === 2_500 ? waiting.push(then) : systemClock.after(ms, then)),
    }
    const relay = createRelay({ secrets: [SECRET], clock, log: createLog('silent') })
    onTestCleanup(() => relay.close())
    const { url } = await relay.listen()
    const refusals = () => metricOf(url, 'homeroom_refusals_total', { code: 'token-bad' })
    const client = stockClient(url.replace('http', 'ws'), 'lesson', { version, params: { token: 'bad' } })
    await until(() => waiting.length === 1)
    expect(await refusals()).toBe(21)
    expect(client.provider.wsconnected).toBe(true)
    expect(await metricOf(url, 'homeroom_pre_auth_sockets')).toBeGreaterThan(0)
    waiting[0]?.()
    await until(() => waiting.length === 2)
    expect(await refusals()).toBe(22)
    // Another client at the address is told at once, if it can come with another token.
    const own = await openSocket(`${url.replace('http', 'ws')}/lesson`, {
      protocols: ['homeroom.v1', 'bearer.bad'],
    })
    expect((await closeOf(own)).code).toBe(4402)
  },
)
