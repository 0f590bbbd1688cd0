import { expect, test } from 'vitest'
import { writeV1Message } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const PONG = 115

test('[FO8] frames of every kind count: pings beyond the limit are answered later, and all of them', async () => {
  // More than a socket hands over in one piece (64 KiB): that much is answered at once.
  const PINGS = 30_000
  const time = fakeClock()
  const { wsUrl, url } = await startRelay({ clock: time.clock, limits: { messages: 1_000 } })
  const client = await rawClient(wsUrl, 'lesson', { isCompact: true })
  for (let nonce = 0; nonce < PINGS; nonce++) client.send(writeV1Message.ping(nonce))
  const pongs = () => client.frames.filter(([type]) => type === PONG).length
  await until(() => pongs() >= 4_000)
  expect(pongs()).toBeLessThan(PINGS)
  const beganMs = time.clock.monotonicMs()
  await until(() => {
    time.advance(250)
    return pongs() === PINGS
  })
  // What had come in the same piece is answered at once; all else at 1000 a second.
  expect(time.clock.monotonicMs() - beganMs).toBeGreaterThan(250)
  expect(client.isClosed()).toBe(false)
  const slowed = await metricOf(url, 'homeroom_slowed_reads_total')
  expect(slowed).toBeGreaterThan(0)
  expect(slowed).toBeLessThan(PINGS / 10)
})

test('[FO8] what stock clients send back of a full room does not slow them down', async () => {
  const { wsUrl, url } = await startRelay()
  const clients = Array.from({ length: 30 }, (_, index) =>
    stockClient(wsUrl, 'lesson', { state: { name: `pupil ${index}`, x: 0 } }),
  )
  for (const client of clients) await client.synced()
  for (let x = 1; x <= 30; x++) {
    for (const { awareness } of clients) awareness.setLocalStateField('x', x)
    await until(() =>
      clients.every((one) => clients.every((other) => one === other || one.sees(other)?.x === x)),
    )
  }
  expect(await metricOf(url, 'homeroom_presence_echoes_total')).toBeGreaterThan(10_000)
  expect(await metricOf(url, 'homeroom_slowed_reads_total')).toBe(0)
})
