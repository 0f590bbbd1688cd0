import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { encodeEntry, writeMessage } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { mutate } from '../support/mutate.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { type StockClient, stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const FRAMES = 10_000
const ATTACKERS = 6
/** So few that a socket is not closed before the relay has read most of them. */
const BATCH = 12
const RAW_SOCKETS = 300

/** Frames that a client might send, in a document and under clientIDs of the attacker's own. */
const VALID: readonly ((random: Random) => Uint8Array)[] = [
  () => writeMessage.step1(Uint8Array.of(0)),
  (random) => writeMessage.step1(Y.encodeStateVector(noise(random))),
  (random) => writeMessage.update(Y.encodeStateAsUpdate(noise(random))),
  (random) => writeMessage.step2(Y.encodeStateAsUpdate(noise(random))),
  (random) =>
    writeMessage.awareness([encodeEntry({ clientId: random.below(99), clock: 1, json: '{"name":"x"}' })]),
  (random) => writeMessage.awareness([encodeEntry({ clientId: random.below(99), clock: 2, json: 'null' })]),
  () => Uint8Array.of(3),
]

const TEXTS = ['', 'null', '[]', '{"topics":5}', 'Malformed JSON', '\u0000', '👩‍🏫', 'a'.repeat(10_000)]

/** A document of every kind of content, which the members do not look at. */
const noise = (random: Random): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = 1 + random.below(99)
  doc.getText('noise').insert(0, 'noise', { bold: true })
  doc.getText('noise').delete(1, 2)
  doc.getText('noise').insertEmbed(0, { image: 'x' })
  doc.getMap('noises').set('list', new Y.Array())
  doc.getMap('noises').set('value', [1, 'two', { three: null }])
  doc.getXmlFragment('xml').push([new Y.XmlElement('p')])
  return doc
}

const frameOf = (random: Random): Uint8Array | string => {
  switch (random.below(6)) {
    case 0:
      return random.pick(TEXTS)
    case 1:
      return random.bytes(random.below(300))
    case 2:
      return random.pick(VALID)(random)
    default:
      return mutate(random.pick(VALID)(random), random)
  }
}

const open = async (url: string): Promise<WebSocket> => {
  const ws = new WebSocket(url)
  // The relay may end it at any moment: that is what it is asked for here.
  ws.on('error', () => ws.terminate())
  await until(() => ws.readyState !== WebSocket.CONNECTING)
  return ws
}

/** Settles when the relay has read what was sent on `ws` before, or has ended it. */
const settled = (ws: WebSocket): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  ws.once('pong', () => resolve())
  ws.once('close', () => resolve())
  if (ws.readyState === WebSocket.OPEN) ws.ping()
  else resolve()
  return promise
}

/** Sends frames until it is enough, over as many sockets as it takes, and gives how many that were. */
const attack = async (url: string, isEnough: () => Promise<boolean>, random: Random): Promise<number> => {
  let sockets = 0
  let ws: WebSocket | null = null
  onTestCleanup(() => ws?.terminate())
  while (!(await isEnough())) {
    for (let batch = 0; batch < 10; batch++) {
      if (ws === null || ws.readyState !== WebSocket.OPEN) {
        ws = await open(url)
        expect(ws.readyState).toBe(WebSocket.OPEN)
        sockets += 1
      }
      for (let frame = 0; frame < BATCH; frame++) ws.send(frameOf(random))
      await settled(ws)
    }
  }
  ws?.close()
  return sockets
}

const GREETINGS = [
  '',
  'GET / HTTP/1.1\r\n',
  'GET /lesson HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
  'GET /lesson HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /lesson HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: short\r\n\r\n',
  'GET http://x:99999/% HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'POST /api/rooms/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n',
]

/** Bytes on a plain TCP connection: of no protocol, or of half of one. */
const throwBytes = (url: string, random: Random): Promise<void> => {
  const { hostname, port } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = connect(Number(port), hostname, () => {
    socket.write(random.pick(GREETINGS))
    socket.write(random.bytes(random.below(2_000)))
    if (random.below(2) === 0) socket.resetAndDestroy()
    else socket.end()
  })
  socket.setTimeout(2_000, () => socket.destroy())
  socket.resume()
  socket.on('error', () => socket.destroy())
  socket.on('close', () => resolve())
  onTestCleanup(() => socket.destroy())
  return promise
}

/** Both write something, and each gets what the other wrote. */
const expectInTouch = async (a: StockClient, b: StockClient, word: string): Promise<void> => {
  a.text.insert(a.text.length, `${word}-a `)
  await until(() => b.text.toString().includes(`${word}-a`))
  b.text.insert(b.text.length, `${word}-b `)
  await until(() => a.text.toString().includes(`${word}-b`))
  expect(a.text.toString()).toBe(b.text.toString())
  a.awareness.setLocalStateField('note', word)
  expect(await b.waitFor(a, (state) => state.note === word)).toMatchObject({ name: 'Ada' })
}

const seed = someSeed()

test(`[WI2] C53 ${FRAMES} frames and ${RAW_SOCKETS} connections of anything: the relay lives, members notice nothing (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = tempFile()
  const relay = await runRelay(['--data', file, '--log', 'fatal'])
  const a = stockClient(relay.wsUrl, 'lesson', { state: { name: 'Ada' } })
  const b = stockClient(relay.wsUrl, 'lesson', { version: '2.1.0', state: { name: 'teacher' } })
  await a.synced()
  await b.synced()
  await expectInTouch(a, b, 'before')
  const sockets = [a.socket(), b.socket()]
  let disconnects = 0
  for (const [client, other] of [
    [a, b],
    [b, a],
  ] as const) {
    client.awareness.on('change', ({ removed }: { removed: number[] }) => {
      if (removed.includes(other.clientId)) disconnects += 1
    })
  }

  const isEnough = async () => (await metricOf(relay.url, 'homeroom_messages_received_total')) >= FRAMES
  const attacks = Array.from({ length: ATTACKERS }, (_, index) =>
    attack(`${relay.wsUrl}/lesson`, isEnough, randomFrom(seed + index)),
  )
  for (let thrown = 0; thrown < RAW_SOCKETS; thrown += 20) {
    await Promise.all(Array.from({ length: 20 }, () => throwBytes(relay.url, random)))
  }
  const opened = (await Promise.all(attacks)).reduce((sum, count) => sum + count, 0)

  expect(relay.isRunning(), relay.stderr()).toBe(true)
  await expectInTouch(a, b, 'after')
  expect(a.text.toString()).toMatch(/^before-a before-b after-a after-b $/)
  expect([a.socket(), b.socket()]).toEqual(sockets)
  expect(disconnects).toBe(0)
  const newcomer = stockClient(relay.wsUrl, 'lesson', { version: '3.0.0', state: {} })
  await newcomer.synced()
  expect(newcomer.text.toString()).toBe(a.text.toString())
  await newcomer.waitFor(a)

  // Many sockets were closed for what they sent, and what they sent was counted.
  expect(opened).toBeGreaterThan(ATTACKERS * 2)
  const codes = ['text-message', 'bad-bytes', 'unknown-message', 'bad-update', 'bad-state-vector', 'bad-json']
  for (const code of codes) {
    expect(await metricOf(relay.url, 'homeroom_faults_total', { code }), code).toBeGreaterThan(0)
  }
  expect(await metricOf(relay.url, 'homeroom_closes_total', { reason: 'bad-messages' })).toBeGreaterThan(0)
  await until(async () => (await metricOf(relay.url, 'homeroom_connections')) === 3)
  await until(async () => (await metricOf(relay.url, 'homeroom_presence_entries')) === 3)
  relay.kill('SIGTERM')
  expect(await relay.exited(), relay.stderr()).toBe(0)
  expect(relay.stderr()).toBe('')
}, 300_000)
