import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock } from '../../server/index.ts'
import { retryHintOf } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A relay that lets in one a second, by a clock that stands still, and for which some wait. */
const fullRelay = async (waiting = 2) => {
  let stoodMs = 0
  const clock = { ...systemClock, monotonicMs: () => stoodMs }
  const relay = await startRelay({ limits: { joins: 1 }, clock })
  await openSocket(`${relay.wsUrl}/lesson`)
  const isOpen = Array.from({ length: waiting }, () => false)
  for (const index of isOpen.keys()) {
    openSocket(`${relay.wsUrl}/lesson`).then(
      () => {
        isOpen[index] = true
      },
      // The test ends before its turn.
      () => undefined,
    )
    await until(async () => (await metricOf(relay.url, 'homeroom_joins_waiting')) === index + 1)
  }
  return {
    ...relay,
    isOpen,
    pass(ms: number) {
      stoodMs += ms
    },
  }
}

test('[LM3] who is above the limit waits for the handshake, and gets it', async () => {
  const { isOpen, pass, url } = await fullRelay()
  expect(await metricOf(url, 'homeroom_joins_total')).toBe(1)
  pass(1_000)
  await until(() => isOpen[0])
  expect(isOpen).toEqual([true, false])
  pass(1_000)
  await until(() => isOpen[1])
  expect(await metricOf(url, 'homeroom_joins_total')).toBe(3)
  expect(await metricOf(url, 'homeroom_joins_waiting')).toBe(0)
})

test('[LM4] who would wait too long is told when to come back, by HTTP and by the reason of the close', async () => {
  const { wsUrl, url } = await fullRelay()
  const refused = await refusedUpgrade(`${wsUrl}/lesson`)
  expect(refused).toMatchObject({ status: 503, body: { error: 'busy', retry: 'later' } })
  const firstSeconds = Number(refused.headers['retry-after'])
  expect(firstSeconds).toBeGreaterThanOrEqual(3)
  const { code, reason } = await closeOf(await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] }))
  expect([code, reason]).toEqual([1013, expect.stringMatching(/^busy: .*; retry after \d+ ms$/)])
  expect(retryHintOf(reason)).toBeGreaterThanOrEqual(4_000)
  const later = Number((await refusedUpgrade(`${wsUrl}/lesson`)).headers['retry-after'])
  expect(later).toBeGreaterThan(firstSeconds)
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'busy' })).toBe(3)
})

test('[LM7] a relay that is busy says that it lives, is ready, and what it counts', async () => {
  const { url } = await fullRelay()
  for (const path of ['healthz', 'readyz', 'metrics'])
    expect((await fetch(`${url}/${path}`)).status).toBe(200)
})

test('[LM3][LI3] who waits when the relay goes down is told so at once', async () => {
  const { wsUrl, url, close } = await fullRelay(0)
  const waiting = openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
  await until(async () => (await metricOf(url, 'homeroom_joins_waiting')) === 1)
  const closed = waiting.then(closeOf)
  await close()
  expect(await closed).toMatchObject({ code: 1012 })
})

test('[LM3] tokens that are not good take nobody the turn', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], limits: { joins: 1 } })
  for (let i = 0; i < 10; i++)
    expect(await refusedUpgrade(`${wsUrl}/lesson?token=bad`)).toMatchObject({ body: { error: 'token-bad' } })
  await openSocket(`${wsUrl}/lesson?token=${await token()}`)
})

test('[CL2] the client does not come back before the hint, whatever the page and the network do', async () => {
  const { wsUrl, url, pass: passAtRelay } = await fullRelay()
  const { environment, pass, give } = fakeEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
  const ada = clientRoom(wsUrl, 'lesson', { environment, presence: { name: 'Ada' } })
  const refusedTimes = async (times: number) =>
    await until(async () => (await metricOf(url, 'homeroom_refusals_total', { code: 'busy' })) === times)
  await refusedTimes(1)
  await until(() => ada.status.get().state === 'disconnected')
  const status = ada.status.get()
  const hintMs = retryHintOf(status.state === 'disconnected' ? status.reason : '') ?? 0
  expect(hintMs).toBeGreaterThanOrEqual(3_000)
  for (const kind of ['offline', 'online', 'hidden', 'visible', 'frozen', 'resumed', 'online'] as const) {
    give(kind)
    // A socket would be there by now.
    await metricOf(url, 'homeroom_joins_waiting')
    expect(ada.sockets).toHaveLength(1)
  }
  pass(hintMs - 1)
  for (const kind of ['online', 'visible'] as const) give(kind)
  await metricOf(url, 'homeroom_joins_waiting')
  expect(ada.sockets).toHaveLength(1)
  pass(1)
  await until(() => ada.sockets.length === 2)
  await refusedTimes(2)
  await until(() => ada.status.get().state === 'disconnected')
  // By hand it is tried at once.
  passAtRelay(1_000)
  await until(async () => (await metricOf(url, 'homeroom_joins_waiting')) === 1)
  passAtRelay(1_000)
  await until(async () => (await metricOf(url, 'homeroom_joins_waiting')) === 0)
  passAtRelay(1_000)
  ada.room.reconnect()
  await ada.connected()
})
