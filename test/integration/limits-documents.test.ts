import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore } from '../../server/index.ts'
import { SYNC } from '../../shared/index.ts'
import { type CountingClient, countingClient, syncFrame } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { noticesOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'
const MIB = 1024 * 1024

const join = async (wsUrl: string, isAnswering = true): Promise<CountingClient> => {
  const client = await countingClient(wsUrl, ROOM, { isAnswering })
  await until(() => client.answers() > 0 && client.asked() > 0)
  return client
}

const paste = (bytes: number) => (doc: Y.Doc) => doc.getText('text').insert(0, 'x'.repeat(bytes))
const lengthOf = ({ doc }: { readonly doc: Y.Doc }) => doc.getText('text').length

const received = (client: CountingClient) =>
  until(() => client.lastTold().received === client.sent(), 'the relay has taken all of it')

test('[DL2] C59 with a cap of 3 MB the second paste is refused, its sender told, and the room usable', async () => {
  const { wsUrl, url } = await startRelay({ limits: { document: 3 * MIB } })
  const [ada, other] = [await join(wsUrl), await join(wsUrl)]
  ada.write(paste(2 * MIB))
  await until(() => lengthOf(other) === 2 * MIB)
  other.write(paste(2 * MIB))
  await until(() => noticesOf(other).includes('document-too-large'))
  expect(lengthOf(ada)).toBe(2 * MIB)
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'document-too-large' })).toBe(1)
  // What is small still has room, and so have deletions.
  ada.write((doc) => doc.getText('title').insert(0, 'The lesson'))
  const third = await join(wsUrl)
  expect(third.doc.getText('title').toString()).toBe('The lesson')
  ada.write((doc) => doc.getText('text').delete(0, 2 * MIB))
  await until(() => lengthOf(third) === 0)
  // With that there is room again, at once.
  third.write(paste(2 * MIB))
  await until(() => lengthOf(ada) === 2 * MIB)
  for (const one of [ada, other, third]) expect(one.isClosed()).toBe(false)
})

test('[DL2] C59 by stock clients: one that pastes too much stays, and the others go on', async () => {
  const { wsUrl, url } = await startRelay({ limits: { document: 100_000 } })
  const [ada, other] = [stockClient(wsUrl, ROOM), stockClient(wsUrl, ROOM)]
  for (const one of [ada, other]) await one.synced()
  ada.text.insert(0, 'x'.repeat(90_000))
  await until(() => other.text.length === 90_000)
  other.text.insert(0, 'y'.repeat(90_000))
  await until(async () => (await metricOf(url, 'homeroom_faults_total', { code: 'document-too-large' })) > 0)
  ada.text.delete(0, 80_000)
  const third = stockClient(wsUrl, ROOM)
  await until(() => third.text.length === 10_000)
  expect(other.provider.wsconnected).toBe(true)
})

test('[DL2] what was refused for its size is asked for again, later and later, and comes once it is small enough', async () => {
  const time = fakeClock(Date.now())
  const { wsUrl } = await startRelay({ limits: { document: 50_000 }, clock: time.clock })
  const [ada, other] = [await join(wsUrl, false), await join(wsUrl)]
  ada.answerAll()
  const asked = ada.asked()
  ada.write(paste(60_000))
  await until(() => noticesOf(ada).includes('document-too-large'))
  /** How often the relay asks in so many seconds. */
  const asks = async (seconds: number): Promise<number> => {
    const before = ada.asked()
    for (let second = 0; second < seconds; second++) {
      time.advance(1_000)
      // So that nobody is taken for dead.
      for (const one of [ada, other]) one.ws.ping()
      await new Promise(setImmediate)
    }
    ada.ws.send(syncFrame(SYNC.step1, Y.encodeStateVector(ada.doc)))
    const answers = ada.answers()
    await until(() => ada.answers() > answers)
    // That question was answered by another one.
    return ada.asked() - before - 1
  }
  expect(ada.asked()).toBe(asked)
  expect(await asks(9)).toBe(0)
  expect(await asks(2)).toBe(1)
  expect(await asks(21)).toBe(1)
  expect(await asks(30)).toBe(0)
  // It builds on what was refused; with what was taken back all of it is small.
  ada.write((doc) => doc.getText('title').insert(0, 'kept'))
  ada.write((doc) => doc.getText('text').delete(10, 59_990))
  ada.answerAll()
  await until(() => lengthOf(other) === 10 && other.doc.getText('title').toString() === 'kept')
  await until(() => {
    time.advance(250)
    return ada.lastTold().received === ada.sent()
  })
  expect(await asks(100)).toBe(0)
})

test('[DL1] an update over the limit is refused, and its sender is told', async () => {
  const { wsUrl } = await startRelay({ limits: { update: 10_000 } })
  const [ada, other] = [await join(wsUrl), await join(wsUrl)]
  ada.write(paste(9_000))
  await until(() => lengthOf(other) === 9_000)
  ada.write(paste(10_000))
  await until(() => noticesOf(ada).includes('message-too-large'))
  other.write((doc) => doc.getText('title').insert(0, 'on'))
  await until(() => ada.doc.getText('title').toString() === 'on')
  expect(lengthOf(other)).toBe(9_000)
  const stock = stockClient(wsUrl, ROOM)
  await stock.synced()
  const denied: string[] = []
  stock.provider.messageHandlers[2] = () => denied.push('denied')
  stock.text.insert(0, 'x'.repeat(10_001))
  await until(() => denied.length > 0, 'a stock client is told, too')
})

test('[DL3] C59 V17 whoever withholds one update and goes on is asked once, and closed above the limit', async () => {
  const { wsUrl, url } = await startRelay({ limits: { pending: 20_000 } })
  const [ada, other] = [await join(wsUrl, false), await join(wsUrl)]
  ada.answerAll()
  await received(other)
  const asked = ada.asked()
  ada.keep((doc) => doc.getText('text').insert(0, 'withheld'))
  for (let count = 0; count < 1_000; count++) ada.write((doc) => doc.getText('text').insert(count, 'x'))
  expect(await ada.closed).toMatchObject({ code: 1013, reason: expect.stringContaining('missing') })
  expect(ada.asked()).toBe(asked + 1)
  other.write((doc) => doc.getText('title').insert(0, 'on'))
  await received(other)
  expect(lengthOf(other)).toBe(0)
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'document-gap' })).toBe(1)
  // It comes back with all that it has.
  const back = await countingClient(wsUrl, ROOM, { doc: ada.doc })
  await until(() => lengthOf(other) === 1_008)
  expect(back.isClosed()).toBe(false)
})

test('[DL3] a gap outlives the room and the relay, and a snapshot in between', async () => {
  const store = keptOpen(memoryStore())
  const first = await startRelay({ store, idleMs: 1 })
  const ada = await join(first.wsUrl, false)
  ada.answerAll()
  const missing = Y.encodeStateVector(ada.doc)
  ada.keep((doc) => doc.getText('text').insert(0, 'first '))
  for (const word of ['sec', 'ond ', 'third'])
    ada.write((doc) => doc.getText('text').insert(doc.getText('text').length, word))
  await until(async () => (await store.open(ROOM)).updates.length >= 3)
  ada.ws.terminate()
  // As the room leaves memory, a snapshot takes the place of its records: a part for the document, and one for the gap.
  await until(async () => (await metricOf(first.url, 'homeroom_rooms')) === 0)
  expect((await store.open(ROOM)).updates).toHaveLength(2)
  await first.close()
  const second = await startRelay({ store })
  const reader = await join(second.wsUrl)
  expect(lengthOf(reader)).toBe(0)
  reader.send(SYNC.update, Y.encodeStateAsUpdate(ada.doc, missing))
  const late = await join(second.wsUrl)
  await until(() => late.doc.getText('text').toString() === 'first second third')
})
