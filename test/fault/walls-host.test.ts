// What the host hands to a relay throws, rejects or never settles: its log, its check of tokens.
import { expect, test } from 'vitest'
import { ConnectionRegistry } from '../../server/connections/connection-registry.ts'
import { MessageHandler } from '../../server/connections/message-handler.ts'
import type { Authenticate, Log } from '../../server/index.ts'
import { MESSAGES, ok } from '../../shared/index.ts'
import { sideBySide } from '../support/cleanup.ts'
import { refusedUpgrade } from '../support/http.ts'
import { rawClient } from '../support/raw-client.ts'
import { noticesOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { BESIDE, EVERY_WAY, HURT, relayWithWalls, throwOnce, twoIn, WAYS } from '../support/walls.ts'

test.for(EVERY_WAY)(
  'a log that %s at every level ends nothing: a text message from anybody neither',
  async (way) => {
    const at: Log['info'] = () => WAYS[way]() as unknown as undefined
    const { url, wsUrl } = await startRelay({ log: { debug: at, info: at, warn: at, error: at } })
    const [hurt, beside] = [await twoIn(wsUrl, HURT), await twoIn(wsUrl, BESIDE)]
    const raw = await rawClient(wsUrl, HURT)
    raw.send('text')
    // A fault that is logged, a refusal that is logged, a close that is logged.
    await refusedUpgrade(`${wsUrl}/ /`)
    for (let at = 0; at < 40; at++) raw.send('text')
    await raw.closed
    await hurt.converge()
    await beside.converge()
    // A failure that is logged.
    const failing = await rawClient(wsUrl, HURT)
    const hasThrown = throwOnce(MessageHandler.prototype, 'receive')
    failing.send('text')
    await failing.closed
    expect(hasThrown()).toBe(true)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await metricOf(url, 'homeroom_faults_total', { code: 'text-message' })).toBeGreaterThan(30)
    const failures = await metricOf(url, 'homeroom_failures_total', { where: 'log' })
    if (way === 'never settles') expect(failures).toBe(0)
    else expect(failures).toBeGreaterThan(30)
  },
)

const letIn: Authenticate = async () =>
  ok({ identity: { id: null, name: null, role: 'member', mayRename: true }, expiresAtMs: null })

test.concurrent.for(EVERY_WAY)(
  'a check of tokens that %s refuses those whom it is asked about, with 503',
  async (way, context) =>
    sideBySide(async () => {
      const authenticate: Authenticate = (join) => (join.room === HURT ? WAYS[way]() : letIn(join))
      const { wsUrl, nothingElseHappened } = await relayWithWalls({ authenticate })
      const refused = refusedUpgrade(`${wsUrl}/${HURT}`)
      await nothingElseHappened()
      expect(await refused).toMatchObject({ status: 503, body: { error: 'auth-unavailable' } })
      await nothingElseHappened()
    })(context),
)

test.for(['throws', 'rejects'] as const)(
  'a check of a new token that %s leaves the old one as it is',
  async (way) => {
    let isBroken = false
    const authenticate: Authenticate = (join) => (isBroken && join.room === HURT ? WAYS[way]() : letIn(join))
    const { wsUrl, nothingElseHappened } = await relayWithWalls({ authenticate })
    const raw = await rawClient(wsUrl, HURT, { isCompact: true })
    isBroken = true
    raw.send(Uint8Array.of(MESSAGES.token.type, 1, 120))
    await until(() => noticesOf(raw).includes('auth-unavailable'))
    expect(raw.isClosed()).toBe(false)
    await nothingElseHappened()
  },
)

test('request: a request that fails is answered with 500, and counted', async () => {
  const { url, failures, failureLines, nothingElseHappened } = await relayWithWalls()
  throwOnce(ConnectionRegistry.prototype, 'attendance')
  expect((await fetch(`${url}/api/rooms/${HURT}/connections?what=this`)).status).toBe(500)
  expect(await failures('request')).toBe(1)
  expect(failureLines('request')).toMatchObject([{ fields: { path: `/api/rooms/${HURT}/connections` } }])
  await nothingElseHappened()
})
