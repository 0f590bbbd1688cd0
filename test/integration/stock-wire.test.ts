// What clients other than y-websocket 2 and 3 do on the stock wire.
import { HocuspocusProvider } from '@hocuspocus/provider'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { CLOSES, MESSAGES, READER_MESSAGE_BYTES, SYNC, writeMessage } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { memoryLog } from '../support/memory-log.ts'
import { nextClient } from '../support/next-client.ts'
import { awarenessFrame, flush, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const frameOf = (...messages: readonly Uint8Array[]): Uint8Array => Buffer.concat(messages)

const isSync =
  (kind: number) =>
  ([type, of]: Uint8Array): boolean =>
    type === MESSAGES.sync.type && of === kind

/** A document with some words, and the updates that made it. */
const written = (...words: readonly string[]) => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) doc.getText('text').insert(0, word)
  return { doc, updates }
}

test('[FO4][X40] the light of @y/websocket 4 goes green again after each edit, alone and in company, with the text the same', async () => {
  const { wsUrl } = await startRelay()
  const next = nextClient(wsUrl, 'lesson')
  await next.green()
  next.text.insert(0, 'alone')
  expect(next.isGreen()).toBe(false)
  await next.green()
  next.text.delete(0, 1)
  expect(next.isGreen()).toBe(false)
  await next.green()
  const other = nextClient(wsUrl, 'lesson')
  await other.green()
  for (const [n, client] of [next, other, next, other].entries()) client.text.insert(0, `${n}`)
  await Promise.all([next.green(), other.green()])
  await until(() => other.text.toString() === next.text.toString())
  expect(next.text.toString()).toContain('lone')
})

test('[FO4][X40] the light of @y/websocket 4 goes green for what was written while the relay was away', async () => {
  const first = await startRelay()
  const next = nextClient(first.wsUrl, 'lesson')
  await next.green()
  await first.close()
  await until(() => !next.provider.wsconnected)
  next.text.insert(0, 'offline')
  await startRelay({ port: Number(new URL(first.url).port) })
  await next.green()
})

test('[FO4][X40] a client of homeroom.v1 is not sent what it wrote', async () => {
  const { wsUrl } = await startRelay()
  const own = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const stock = await rawClient(wsUrl, 'lesson')
  const [update = new Uint8Array(), later = new Uint8Array()] = written('mine', 'later').updates
  own.send(writeMessage.update(update))
  await until(() => stock.frames.some(isSync(SYNC.update)))
  stock.send(writeMessage.update(later))
  await until(() => own.frames.some(isSync(SYNC.update)))
  expect(stock.frames.filter(isSync(SYNC.update))).toHaveLength(2)
  expect(own.frames.filter(isSync(SYNC.update))).toHaveLength(1)
})

test('[WI1][X41] a client that opens with its question and its presence in one frame is answered, and seen', async () => {
  const { wsUrl } = await startRelay()
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await stock.synced()
  stock.text.insert(0, 'kept')
  const raw = await rawClient(wsUrl, 'lesson')
  raw.send(
    frameOf(
      writeMessage.step1(Uint8Array.of(0)),
      awarenessFrame([{ id: 7, state: { name: 'yrs' } }]),
      Uint8Array.of(3),
    ),
  )
  expect(await stock.waitFor({ clientId: 7 })).toEqual({ name: 'yrs' })
  expect(await raw.waitFor(stock.clientId)).toEqual({ name: 'Ada' })
  await until(() => raw.doc.getText('text').toString() === 'kept')
})

test('[WI1][X41] every message of a frame is taken up to its end, also behind one that is refused', async () => {
  const { wsUrl, url } = await startRelay()
  const stock = stockClient(wsUrl, 'lesson')
  await stock.synced()
  const raw = await rawClient(wsUrl, 'lesson')
  const { updates } = written('c', 'b', 'a')
  const [first = new Uint8Array(), ...others] = updates.map((update) => writeMessage.update(update))
  raw.send(frameOf(first, writeMessage.update(Uint8Array.of(1, 1)), ...others))
  await until(() => stock.text.toString() === 'abc')
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'bad-update' })).toBe(1)
})

test('[FO8][WI1][X41] messages that share a frame count one by one', async () => {
  const { wsUrl, url } = await startRelay({ limits: { messages: 10 } })
  const raw = await rawClient(wsUrl, 'lesson')
  const before = await metricOf(url, 'homeroom_messages_received_total')
  raw.send(frameOf(...Array.from({ length: 100 }, () => Uint8Array.of(3))))
  await until(async () => (await metricOf(url, 'homeroom_messages_received_total')) === before + 100)
  expect(await metricOf(url, 'homeroom_slowed_reads_total')).toBe(1)
})

test('[WI1][LI2][X41] a frame that is full of messages is not read beyond the 128th', async () => {
  const { wsUrl, url } = await startRelay()
  const raw = await rawClient(wsUrl, 'lesson')
  const before = await metricOf(url, 'homeroom_messages_received_total')
  raw.send(new Uint8Array(READER_MESSAGE_BYTES).fill(3))
  // The rest counts as one.
  await until(async () => (await metricOf(url, 'homeroom_messages_received_total')) === before + 129)
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-messages' })).toBe(1)
  expect(raw.isClosed()).toBe(false)
})

test('[DO1][X42] a client that waits for the relay to speak first is asked for its document, and told who is here when it answers', async () => {
  const { wsUrl } = await startRelay()
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await stock.synced()
  const raw = await rawClient(wsUrl, 'lesson')
  await until(() => raw.frames.some(isSync(SYNC.step1)))
  const { doc } = written('mine')
  raw.send(writeMessage.step2(Y.encodeStateAsUpdate(doc)))
  expect(await raw.waitFor(stock.clientId)).toEqual({ name: 'Ada' })
  await until(() => stock.text.toString() === 'mine')
})

test('[DO1][X42] a client that asks before it has answered is not asked twice', async () => {
  const { wsUrl } = await startRelay()
  const raw = await rawClient(wsUrl, 'lesson')
  const asked = () => raw.frames.filter(isSync(SYNC.step1)).length
  const answered = () => raw.frames.filter(isSync(SYNC.step2)).length
  raw.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => answered() === 1)
  raw.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => answered() === 2 && asked() === 2, 'the second question is followed by one of the relay')
})

test('[DO1][DO8][X42] a client that may not write is not asked for what would be refused', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const viewer = await rawClient(wsUrl, 'lesson', { token: await token({ role: 'viewer' }) })
  viewer.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => viewer.frames.some(isSync(SYNC.step2)))
  expect(viewer.frames.filter(isSync(SYNC.step1))).toEqual([])
})

test.each([
  ['y-sweet’s sync status', Uint8Array.of(102, 1, 5)],
  ['a type of relays only', Uint8Array.of(2, 0, 0)],
  ['a message of homeroom.v1', Uint8Array.of(114, 7)],
  ['an unknown sync message', Uint8Array.of(0, 9, 0)],
])(
  '[LI2][X43] %s is skipped and counted, however often it comes, and said in the log once',
  async (_what, bytes) => {
    const { log, lines } = memoryLog()
    const { wsUrl, url } = await startRelay({ log })
    const observer = await rawClient(wsUrl, 'lesson')
    observer.say({ id: 9, state: {} })
    const raw = await rawClient(wsUrl, 'lesson')
    raw.say({ id: 1, state: {} })
    for (let n = 0; n < 100; n++) raw.send(bytes)
    await flush(raw, 1, observer)
    expect(await metricOf(url, 'homeroom_faults_total', { code: 'unknown-message' })).toBe(100)
    expect(raw.isClosed()).toBe(false)
    expect(lines.filter(({ fields }) => fields.code === 'unknown-message')).toHaveLength(1)
  },
)

test.each(['lesson', 'a', 'ab', 'abc', 'a name with ünïcode and spaces'])(
  '[LI6][X43] Hocuspocus’ provider of the document %j is told what is wrong, once, and is not closed',
  async (name) => {
    const { log, lines } = memoryLog()
    const { wsUrl, url } = await startRelay({ log })
    const stock = stockClient(wsUrl, 'lesson', { state: {} })
    await stock.synced()
    const reasons: string[] = []
    const provider = new HocuspocusProvider({
      url: `${wsUrl}/lesson`,
      name,
      token: 'a.b.c',
      document: new Y.Doc(),
      onAuthenticationFailed: ({ reason }) => reasons.push(reason),
      ...({ WebSocketPolyfill: WebSocket } as object),
    })
    onTestCleanup(() => provider.destroy())
    await until(() => reasons.length > 0)
    for (let n = 0; n < 50; n++) provider.awareness?.setLocalState({ n })
    await provider.sendToken()
    await until(
      async () => (await metricOf(url, 'homeroom_faults_total', { code: 'hocuspocus-message' })) > 1,
    )
    expect(reasons).toEqual([expect.stringContaining('WebsocketProvider of y-websocket')])
    expect(lines.filter(({ fields }) => fields.code === 'hocuspocus-message')).toMatchObject([
      { level: 'warn', message: reasons[0] },
    ])
    expect(await metricOf(url, 'homeroom_closes_total', {})).toBe(0)
    expect([...stock.awareness.getStates().keys()]).toEqual([stock.clientId])
  },
)

test('[LI2] bytes that are no message close a connection all the same', async () => {
  const { wsUrl } = await startRelay()
  const raw = await rawClient(wsUrl, 'lesson')
  for (let n = 0; n < 40; n++) raw.send(Uint8Array.of(1, 200))
  expect(await raw.closed).toMatchObject({ code: CLOSES['bad-messages'].close })
})
