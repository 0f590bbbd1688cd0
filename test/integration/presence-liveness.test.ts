import { expect, test } from 'vitest'
import { fakeClock } from '../support/fake-clock.ts'
import { flush, type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const KEEP_ALIVE = Uint8Array.of(1, 1, 0)

const keepAlives = ({ frames }: RawClient) =>
  frames.filter((frame) => frame.length === 3 && frame.every((byte, i) => byte === KEEP_ALIVE[i])).length

const timed = async () => {
  const { clock, advance } = fakeClock()
  const relay = await startRelay({ clock })
  const join = async (id: number | null) => {
    const client = await rawClient(relay.wsUrl, 'lesson')
    if (id !== null) client.say({ id, state: { id } })
    return client
  }
  return { advance, join, url: relay.url }
}

test('[PR7] V18 a connection that was sent nothing for 15 s gets 01 01 00, and not before', async () => {
  const { advance, join } = await timed()
  const lone = await join(1)
  // A query is answered with everyone else, which is nobody: the relay has read what came before it.
  const other = await join(2)
  await lone.waitFor(2)
  other.ws.terminate()
  await lone.waitGone(2)
  for (let round = 1; round <= 4; round++) {
    advance(14_000)
    lone.say({ id: 1, clock: round, state: { round } })
    expect(keepAlives(lone)).toBe(round - 1)
    advance(1_000)
    await until(() => keepAlives(lone) === round)
  }
})

test('[PR7] C10 whoever says nothing for ten minutes is there, and is renewed within 30 s each time', async () => {
  const { advance, join, url } = await timed()
  const observer = await join(9)
  const idle = await join(1)
  await observer.waitFor(1)
  const deaf = await join(null)
  deaf.ws.pause()
  for (let second = 0; second < 600; second += 5) {
    advance(5_000)
    // Twice around the event loop of the relay: the answers to its pings have come in.
    for (let n = 0; n < 2; n++) await metricOf(url, 'homeroom_connections')
  }
  await flush(idle, 1, observer)
  expect([observer.isClosed(), idle.isClosed()]).toEqual([false, false])
  const renewals = observer.heardOf(1)
  expect(renewals.length).toBeGreaterThanOrEqual(600 / 30)
  expect(renewals.every(({ state }) => state !== null)).toBe(true)
  const clocks = renewals.map(({ clock }) => clock)
  expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
  // And to itself it is never told.
  expect(idle.heardOf(1)).toEqual([])
})

test('[LI1][PR6] a half-open socket is pinged, and ended at the deadline with its entry', async () => {
  const { advance, join, url } = await timed()
  const observer = await join(9)
  const halfOpen = await join(1)
  await observer.waitFor(1)
  let pings = 0
  halfOpen.ws.on('ping', () => {
    pings += 1
  })
  advance(10_000)
  await until(() => pings === 1)
  halfOpen.ws.pause()
  for (let second = 10; second < 40; second += 5) {
    await flush(observer, 9, await join(100 + second))
    expect(observer.sees(1)).toBeDefined()
    advance(5_000)
  }
  await observer.waitGone(1)
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 7)
})
