import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { CLOSES, MESSAGES, READER_MESSAGE_BYTES, SYNC } from '../../shared/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { bufferBytes } from '../support/heap-bytes.ts'
import { rawClient } from '../support/raw-client.ts'
import { frameHead, handshake, rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const KIB = 1024
const MIB = 1024 * KIB

const heldBy = (url: string) => metricOf(url, 'homeroom_unfinished_bytes')
const cutBy = (url: string) => metricOf(url, 'homeroom_closes_total', { reason: 'unfinished-message' })
const faultsOf = (url: string) =>
  metricOf(url, 'homeroom_faults_total', { code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' })

/** A client with a connection in a room, which has sent nothing yet. */
const joined = async (url: string, room = 'lesson') => {
  const client = rawSocket(url, handshake(room))
  await until(() => client.heard().includes('101 Switching'))
  return client
}

test('[LI4][X32] what is held of an unfinished message is counted, and given back when it has come whole', async () => {
  const { url } = await startRelay()
  const { socket, isClosed } = await joined(url)
  socket.write(Buffer.concat([frameHead(2 * MIB), Buffer.alloc(MIB)]))
  await until(async () => (await heldBy(url)) >= MIB)
  expect(await heldBy(url)).toBeLessThan(1.1 * MIB)
  socket.write(Buffer.alloc(MIB))
  await until(async () => (await heldBy(url)) === 0)
  // As fragments, of which the last does not come.
  socket.write(
    Buffer.concat([frameHead(MIB, 0x02), Buffer.alloc(MIB), frameHead(MIB, 0x00), Buffer.alloc(9)]),
  )
  await until(async () => (await heldBy(url)) > MIB)
  expect(isClosed()).toBe(false)
  socket.destroy()
  await until(async () => (await heldBy(url)) === 0)
})

const TEXT = 'a sentence '.repeat(200)

/** The update of the document as a message of stock clients. */
const letters = (): Buffer => {
  const update = textUpdate(TEXT)
  const length = Buffer.from([(update.length & 0x7f) | 0x80, update.length >> 7])
  return Buffer.concat([Buffer.from([MESSAGES.sync.type, SYNC.update]), length, update])
}

/** Ways to send a message a byte at a time: as it is, and as a frame for each byte. */
const DRIPS = {
  pieces: (message: Buffer): Buffer[] => [
    frameHead(message.length),
    ...Array.from(message, (byte) => Buffer.from([byte])),
  ],
  fragments: (message: Buffer): Buffer[] =>
    Array.from(message, (byte, index) => {
      const isLast = index === message.length - 1
      const kind = index === 0 ? 0x02 : 0x00
      return Buffer.concat([frameHead(1, (isLast ? 0x80 : 0) | kind), Buffer.from([byte])])
    }),
}

test.each(Object.keys(DRIPS) as (keyof typeof DRIPS)[])(
  '[LI4][X32] %s of a byte are held in little memory, and their message arrives',
  async (kind) => {
    const { url, relay } = await startRelay()
    const { socket } = await joined(url)
    socket.setNoDelay(true)
    const pieces = DRIPS[kind](letters())
    const last = pieces.pop() as Buffer
    let mostHeld = 0
    for (const [index, piece] of pieces.entries()) {
      socket.write(piece)
      await new Promise(setImmediate)
      if (index % 500 === 0) mostHeld = Math.max(mostHeld, await heldBy(url))
    }
    await until(async () => (await heldBy(url)) > TEXT.length)
    expect(Math.max(mostHeld, await heldBy(url))).toBeLessThan(16 * KIB)
    socket.write(last)
    const room = await relay.room('lesson')
    await until(async () => textIn(await room.snapshot()) === TEXT)
    expect(await heldBy(url)).toBe(0)
  },
)

/** How a message may begin, of which the rest does not come. */
const BEGINNINGS = {
  'a frame': Buffer.concat([frameHead(MIB), Buffer.alloc(5)]),
  'its head': frameHead(MIB),
  'a fragment': Buffer.concat([frameHead(5, 0x02), Buffer.alloc(5)]),
}

test.each(Object.entries(BEGINNINGS))(
  '[LI4][X32] the beginning of a message does not keep all that was read with it: %s',
  async (_, beginning) => {
    const { url } = await startRelay()
    const clients = []
    for (let index = 0; index < 100; index++) clients.push(await joined(url, `lesson/${index % 10}`))
    // A message of no known type, and the beginning: the same bytes for all, since a socket that sends keeps them.
    const sent = Buffer.concat([frameHead(65_000), Buffer.alloc(65_000, 99), beginning])
    const beforeBytes = bufferBytes()
    for (const { socket } of clients) socket.write(sent)
    await until(async () => (await metricOf(url, 'homeroom_received_bytes_total')) >= 100 * 65_000)
    await until(() => bufferBytes() - beforeBytes < 3 * MIB)
    expect(clients.some(({ isClosed }) => isClosed())).toBe(false)
  },
)

test('[LI2][X32] a client that may not write sends no message over 2 MiB, and is told so before it has sent it', async () => {
  const { url } = await startRelay({ anonymous: 'view' })
  const fitting = await joined(url)
  fitting.socket.write(frameHead(READER_MESSAGE_BYTES))
  const large = await joined(url)
  large.socket.write(frameHead(READER_MESSAGE_BYTES + 1))
  await until(() => large.isClosed())
  // The close code 4422, in two bytes.
  expect(large.heard()).toContain('\x11\x46')
  expect(await faultsOf(url)).toBe(1)
  expect(fitting.isClosed()).toBe(false)
})

test('[LI2][X32] how large a message may be follows the role', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const api = apiClient(url, SECRET)
  // Of no known type.
  const large = new Uint8Array(3 * MIB).fill(99)
  const ada = await rawClient(wsUrl, 'lesson', { token: await token({ role: 'viewer' }) })
  await api.post('/rooms/lesson/role', { id: 'ada', role: 'member' })
  ada.send(large)
  // It is no message of Homeroom; but it was read.
  await until(async () => (await metricOf(url, 'homeroom_received_bytes_total')) >= large.length)
  expect(ada.isClosed()).toBe(false)
  await api.post('/rooms/lesson/role', { id: 'ada', role: 'attendee' })
  ada.send(large)
  expect((await ada.closed).code).toBe(4422)
})

test('[LI4][X32] half-sent messages of twenty people hold no more than the limit, and the oldest go first', async () => {
  const relay = await runRelay(['--data', ':memory:', '--limit', `unfinished=${96 * MIB}`])
  const rssBytes = () => KIB * Number(execFileSync('ps', ['-o', 'rss=', '-p', `${relay.pid}`]).toString())
  const beforeBytes = rssBytes()
  const first = await joined(relay.url)
  first.socket.write(Buffer.concat([frameHead(16 * MIB), Buffer.alloc(15 * MIB)]))
  await until(async () => (await heldBy(relay.url)) > 15 * MIB)
  const others = await Promise.all(Array.from({ length: 19 }, () => joined(relay.url)))
  for (const { socket } of others) socket.write(Buffer.concat([frameHead(16 * MIB), Buffer.alloc(15 * MIB)]))
  await until(async () => (await cutBy(relay.url)) >= 14)
  await until(() => [first, ...others].filter(({ isClosed }) => !isClosed()).length <= 6)
  expect(first.isClosed()).toBe(true)
  expect(await heldBy(relay.url)).toBeLessThanOrEqual(96 * MIB)
  expect(rssBytes() - beforeBytes).toBeLessThan(220 * MIB)
  // The relay goes on, and takes a large message.
  const ada = await rawClient(relay.wsUrl, 'other')
  ada.send(new Uint8Array(5 * MIB))
  await until(async () => (await metricOf(relay.url, 'homeroom_received_bytes_total')) >= 5 * MIB)
})

test('[LI4][X32] half-sent messages of twenty viewers hold 40 MiB', async () => {
  const { url } = await startRelay({ anonymous: 'view' })
  const viewers = await Promise.all(Array.from({ length: 20 }, () => joined(url)))
  for (const { socket } of viewers)
    socket.write(Buffer.concat([frameHead(2 * MIB), Buffer.alloc(2 * MIB - 1)]))
  await until(async () => (await heldBy(url)) >= 39 * MIB)
  expect(viewers.some(({ isClosed }) => isClosed())).toBe(false)
  for (const { socket } of viewers) socket.destroy()
  const greedy = await Promise.all(Array.from({ length: 20 }, () => joined(url)))
  for (const { socket } of greedy) socket.write(Buffer.concat([frameHead(16 * MIB), Buffer.alloc(15 * MIB)]))
  await until(() => greedy.every(({ isClosed }) => isClosed()))
  // What had come with the head of each of them, until its client has answered the close.
  await until(async () => (await heldBy(url)) <= 20 * 65 * KIB)
})

test('[LI4][X32] a message that does not get on is closed, and one that does is not', async () => {
  const time = fakeClock()
  const { url } = await startRelay({ clock: time.clock })
  const [stuck, slow] = [await joined(url), await joined(url)]
  for (const { socket } of [stuck, slow]) socket.write(Buffer.concat([frameHead(4 * MIB), Buffer.alloc(MIB)]))
  await until(async () => (await heldBy(url)) > 2 * MIB)
  for (let count = 0; count < 12; count++) {
    const beforeBytes = await heldBy(url)
    slow.socket.write(Buffer.alloc(64 * KIB))
    if (!stuck.isClosed()) stuck.socket.write('x')
    await until(async () => (await heldBy(url)) >= beforeBytes + 64 * KIB)
    time.advance(12_000)
  }
  await until(() => stuck.isClosed())
  expect(stuck.heard()).toContain(CLOSES['unfinished-message'].text)
  expect(slow.isClosed()).toBe(false)
  expect(await cutBy(url)).toBe(1)
})
