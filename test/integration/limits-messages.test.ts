import { expect, test } from 'vitest'
import { CLOSES, writeV1Message } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { frameHead, handshake, rawSocket } from '../support/raw-socket.ts'
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

const PING = 0x89
const PONG_FRAME = 0x8a

/** So many pings (or pongs) in one piece, each with its number. */
const controlFrames = (count: number, firstByte: number) =>
  Buffer.concat(Array.from({ length: count }, (_, at) => Buffer.from([...frameHead(1, firstByte), at])))

test.each([
  ['pings', PING],
  ['pongs', PONG_FRAME],
])('[LI5][X36] 500 %s in one piece are said, counted, and closed with a code', async (_what, firstByte) => {
  const { log, lines } = memoryLog()
  const { url, wsUrl } = await startRelay({ log })
  const other = await rawClient(wsUrl, 'lesson')
  const { socket, heard } = rawSocket(url, handshake('lesson'))
  await until(() => heard().includes('101 Switching'))
  socket.write(controlFrames(500, firstByte))
  // 4420, in two bytes.
  await until(() => heard().includes(`\x11\x44${CLOSES['bad-messages'].text}`))
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-pings' })).toBe(33)
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'bad-messages' })).toBe(1)
  const said = lines.filter(({ fields }) => fields.code === 'too-many-pings')
  expect(said[0]).toMatchObject({ level: 'warn', fields: { room: 'lesson', connection: expect.any(String) } })
  expect(other.isClosed()).toBe(false)
})

test('[LI5][X36] a hundred pings in one piece have one answer, to the last of them', async () => {
  const { url } = await startRelay()
  const { socket, isClosed, heard } = rawSocket(url, handshake('lesson'))
  await until(() => heard().includes('101 Switching'))
  socket.write(controlFrames(100, PING))
  await until(() => heard().includes(`\x8a\x01${String.fromCharCode(99)}`))
  expect(heard().split('\x8a\x01')).toHaveLength(2)
  expect(isClosed()).toBe(false)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
})
