import { expect, test } from 'vitest'
import { refusedUpgrade } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
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
  expect(other).toMatchObject({ status: 401, body: { error: 'token-bad' } })
})

test('[GA1] the relay never answers with the token as a subprotocol', async () => {
  const { wsUrl } = await gated()
  const jwt = await token()
  const client = stockClient(wsUrl, 'lesson', { protocols: [`bearer.${jwt}`, 'homeroom.v1'] })
  await client.synced()
  expect(client.socket()?.protocol).toBe('homeroom.v1')
})

test.each([
  ['missing', undefined, 401, 'token-missing'],
  ['bad', 'no.jwt.at-all', 401, 'token-bad'],
  ['of another secret', token({}, 'another-secret-that-the-relay-lacks'), 401, 'token-bad'],
  ['expired', token({ ttlSeconds: -60 }), 401, 'token-expired'],
  ['without a subject', token({ sub: '' }), 400, 'bad-subject'],
  ['with a subject of spaces', token({ sub: '  ' }), 400, 'bad-subject'],
  ['with an unknown role', token({ role: 'admin' }), 400, 'bad-claims'],
  ['for another room', token({ rooms: ['other', 'lesson/*'] }), 403, 'room-forbidden'],
])(
  '[GA3][GA4] a token %s is refused before the upgrade, with a JSON body',
  async (_what, jwt, status, error) => {
    const { wsUrl } = await gated()
    const value = await jwt
    const refused = await refusedUpgrade(`${wsUrl}/lesson`, value === undefined ? {} : bearer(value))
    expect(refused.status).toBe(status)
    expect(refused.body.error).toBe(error)
    expect(refused.body.message.length).toBeGreaterThan(10)
  },
)

test('[GA2] a bad token never becomes an anonymous join', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=bad`)).toMatchObject({ status: 401 })
  const anonymous = stockClient(wsUrl, 'lesson')
  await anonymous.synced()
})

test('[GA2] a relay that verifies nobody refuses a token all the same', async () => {
  const { wsUrl } = await startRelay()
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${await token()}`)).toMatchObject({ status: 401 })
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
  else expect(await refusedUpgrade(`${wsUrl}/school/5b?token=${jwt}`)).toMatchObject({ status: 403 })
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

test.each(Object.keys(STOCK_VERSIONS) as StockVersion[])(
  '[GA8] y-websocket %s with a bad token keeps a growing distance between its tries',
  async (version) => {
    const { wsUrl, relay } = await gated()
    const client = stockClient(wsUrl, 'lesson', { version, params: { token: 'bad' } })
    let opened = 0
    client.provider.on('status', ({ status }: { status: string }) => {
      if (status === 'connected') opened += 1
    })
    await until(() => client.provider.wsUnsuccessfulReconnects >= 3)
    expect(opened).toBe(0)
    const metrics = await relay.routes.request('/metrics')
    expect(await metrics.text()).toMatch(/homeroom_refusals_total\{code="token-bad"\} [3-9]/)
  },
)
