import { expect, test } from 'vitest'
import { systemClock } from '../../server/index.ts'
import { CLOSES, ok, REFUSALS, writeV1Message } from '../../shared/index.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test.each([
  ['token-missing', ''],
  ['token-bad', 'bearer.bad'],
  ['token-expired', token({ ttlSeconds: -60 })],
  ['room-forbidden', token({ rooms: ['other'] })],
] as const)('[GA8] a homeroom.v1 client is told %s by a close code', async (code, jwt) => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const value = await jwt
  const offered = value === '' ? [] : [value.startsWith('bearer.') ? value : `bearer.${value}`]
  const ws = await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1', ...offered] })
  const { code: closeCode, reason } = await closeOf(ws)
  expect(closeCode).toBe(REFUSALS[code].close)
  expect(reason).toContain(code)
})

test('[GA8] y-websocket 3.1.0 that speaks homeroom.v1 stops at a permanent refusal', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const client = stockClient(wsUrl, 'lesson', { protocols: ['homeroom.v1', 'bearer.bad'] })
  await until(() => !client.provider.shouldConnect)
})

test('[GA9] tokens and secrets are in no log line, metric or body', async () => {
  const { log, text, lines } = memoryLog()
  const { wsUrl, url } = await startRelay({ secrets: [SECRET], log })
  const good = await token()
  const bad = await token({}, 'another-secret-that-the-relay-lacks')
  const expired = await token({ ttlSeconds: -60 })
  await stockClient(wsUrl, 'lesson', { params: { token: good } }).synced()
  await stockClient(wsUrl, 'lesson', { protocols: ['homeroom.v1', `bearer.${good}`] }).synced()
  const bodies: unknown[] = []
  for (const jwt of [bad, expired, `${good}x`]) {
    bodies.push(await refusedUpgrade(`${wsUrl}/lesson?token=${jwt}`))
    const headers = { authorization: `Bearer ${jwt}` }
    bodies.push(await fetch(`${url}/api/rooms/lesson`, { headers }).then((response) => response.text()))
  }
  bodies.push(await fetch(`${url}/metrics`).then((response) => response.text()))
  expect(lines.length).toBeGreaterThan(0)
  const everything = text() + JSON.stringify(bodies)
  for (const secret of [SECRET, good, bad, expired]) {
    expect(everything).not.toContain(secret)
    for (const part of secret.split('.').slice(1)) expect(everything).not.toContain(part)
  }
})

test('[GA10] a token that ends while its bearer is in the room closes with 4501', async () => {
  let aheadMs = 0
  const clock = { ...systemClock, wallMs: () => Date.now() + aheadMs }
  const { wsUrl } = await startRelay({ secrets: [SECRET], clock })
  const client = stockClient(wsUrl, 'lesson', { params: { token: await token() }, state: {} })
  await client.synced()
  const closed = new Promise<{ code: number }>((resolve) => {
    client.provider.on('connection-close', (event) => event !== null && resolve(event))
  })
  aheadMs = 66_000
  expect((await closed).code).toBe(CLOSES['token-expired'].close)
})

test('[GA11] an authenticate that throws or rejects lets nobody in and harms nobody', async () => {
  const { wsUrl } = await startRelay({
    authenticate: ({ room }) => {
      if (room === 'throws') throw new Error('no')
      if (room === 'rejects') return Promise.reject(new Error('no'))
      const identity = { id: 'ada', name: 'Ada', role: 'member', mayRename: false } as const
      return Promise.resolve(ok({ identity, expiresAtMs: null }))
    },
  })
  for (const room of ['throws', 'rejects']) {
    const refused = await refusedUpgrade(`${wsUrl}/${room}`)
    expect(refused).toMatchObject({ status: 503, body: { error: 'auth-unavailable', retry: 'later' } })
    expect(refused.headers['retry-after']).toBeDefined()
  }
  const a = stockClient(wsUrl, 'lesson', { state: { name: 'somebody else', id: 'root' } })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  expect(await b.waitFor(a)).toMatchObject({ id: 'ada', name: 'Ada', role: 'member' })
})

test('[GA11][SE5] an authenticate that throws at a new token leaves the connection as it is', async () => {
  const asked: string[] = []
  const { wsUrl } = await startRelay({
    authenticate: ({ token, origin, request }) => {
      asked.push(`${origin} ${new URL(request.url).pathname}`)
      if (token?.reveal() === 'new') throw new Error('no')
      const identity = { id: 'ada', name: 'Ada', role: 'member', mayRename: false } as const
      return Promise.resolve(ok({ identity, expiresAtMs: null }))
    },
  })
  const ada = await rawClient(wsUrl, 'lesson', { protocols: ['homeroom.v1'] })
  ada.send(writeV1Message.token('new'))
  const notice = Buffer.from('auth-unavailable')
  await until(() => ada.frames.some((frame) => Buffer.from(frame).includes(notice)))
  expect(asked).toEqual(['null /lesson', 'null /lesson'])
  expect(ada.isClosed()).toBe(false)
})
