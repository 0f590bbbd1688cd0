// What the published tests of other Yjs servers expect of a server (y-partyserver, y-redis, pycrdt-websocket), in words of our own,
// with each published y-websocket.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore } from '../../server/index.ts'
import { nextClient } from '../support/next-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const bytesOf = (doc: Y.Doc): string => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex')

const equal = (...docs: readonly Y.Doc[]) =>
  until(() => new Set(docs.map(bytesOf)).size === 1, 'all documents are the same')

describe.each(Object.keys(STOCK_VERSIONS) as StockVersion[])('y-websocket %s', (version) => {
  const joiner = (wsUrl: string, room = 'lesson', options = {}) =>
    stockClient(wsUrl, room, { version, ...options })

  test('y-partyserver: two providers write text, maps and lists at once, and end with the same', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl), joiner(wsUrl)]
    await Promise.all([a.synced(), b.synced()])
    a.text.insert(0, 'A')
    b.text.insert(0, 'B')
    a.doc.getMap('config').set('one', 1)
    b.doc.getArray('items').push(['x', { y: [null] }])
    await until(() => a.text.length === 2 && b.text.length === 2)
    await equal(a.doc, b.doc)
    expect([...a.text.toString()].sort()).toEqual(['A', 'B'])
    const late = joiner(wsUrl)
    await late.synced()
    expect(late.doc.getMap('config').toJSON()).toEqual({ one: 1 })
    expect(late.doc.getArray('items').toJSON()).toEqual(['x', { y: [null] }])
  })

  test('y-partyserver: presence is shared, and gone with its provider', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl), joiner(wsUrl)]
    a.awareness.setLocalState({ user: { name: 'Ada', color: '#ff0000' } })
    expect(await b.waitFor(a, ({ user }) => user !== undefined)).toEqual({
      user: { name: 'Ada', color: '#ff0000' },
    })
    a.provider.disconnect()
    await b.waitGone(a)
    a.provider.connect()
    await b.waitFor(a)
  })

  test('y-partyserver: a provider that was cut off comes back with what it wrote and gets what others wrote', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl), joiner(wsUrl)]
    await Promise.all([a.synced(), b.synced()])
    a.socket()?.terminate()
    await until(() => !a.provider.wsconnected)
    a.text.insert(0, 'away ')
    b.text.insert(0, 'here ')
    await until(() => a.provider.synced)
    await equal(a.doc, b.doc)
    expect(a.text.length).toBe('away here '.length)
  })

  test('y-partyserver: rooms do not hear each other, and one document of 100 lines arrives whole', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl, 'a'), joiner(wsUrl, 'b')]
    await Promise.all([a.synced(), b.synced()])
    for (let line = 0; line < 100; line++) a.text.insert(a.text.length, `line ${line}\n`)
    const late = joiner(wsUrl, 'a')
    await until(() => late.text.toString() === a.text.toString())
    expect(late.text.toString().split('\n')).toHaveLength(101)
    expect(b.text.toString()).toBe('')
  })

  test('y-partyserver: nothing of a reader gets into the document', async () => {
    const { wsUrl } = await startRelay({ secrets: [SECRET] })
    const reader = joiner(wsUrl, 'lesson', { params: { token: await token({ role: 'viewer' }) } })
    const member = joiner(wsUrl, 'lesson', { params: { token: await token({ sub: 'ben' }) } })
    await Promise.all([reader.synced(), member.synced()])
    reader.text.insert(0, 'no')
    member.text.insert(0, 'yes')
    await until(() => reader.text.toString().includes('yes'))
    const late = joiner(wsUrl, 'lesson', { params: { token: await token({ sub: 'late' }) } })
    await late.synced()
    expect(late.text.toString()).toBe('yes')
  })

  test('y-redis: a document is got from memory, then from the store, and goes on there', async () => {
    const { wsUrl, url } = await startRelay({ store: memoryStore(), idleMs: 0 })
    const first = joiner(wsUrl)
    first.doc.getMap('map').set('a', 1)
    const second = joiner(wsUrl)
    await until(() => second.doc.getMap('map').get('a') === 1)
    for (const client of [first, second]) client.provider.disconnect()
    await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0, 'the room has left the memory')
    const third = joiner(wsUrl)
    await until(() => third.doc.getMap('map').get('a') === 1)
    third.doc.getMap('map').set('a', 2)
    first.provider.connect()
    await until(() => first.doc.getMap('map').get('a') === 2)
    await equal(first.doc, third.doc)
  })

  test('pycrdt-websocket: one adds up what the other one counts, ten times to and fro', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl).doc.getMap<number>('map'), joiner(wsUrl).doc.getMap<number>('map')]
    b.observe(({ keysChanged }) => {
      if (keysChanged.has('in')) b.set('out', (b.get('in') ?? 0) + 1)
    })
    for (let n = 0; n < 10; n++) {
      a.set('in', n)
      await until(() => a.get('out') === n + 1)
    }
  })

  test('pycrdt-websocket: an undo takes back own changes alone', async () => {
    const { wsUrl } = await startRelay()
    const [a, b] = [joiner(wsUrl), joiner(wsUrl)]
    const undo = new Y.UndoManager(a.doc.getMap('map'))
    a.doc.getMap('map').set('key0', 'val0')
    await until(() => b.doc.getMap('map').has('key0'))
    b.doc.getMap('map').set('key1', 'val1')
    await until(() => a.doc.getMap('map').has('key1'))
    undo.undo()
    await until(() => !b.doc.getMap('map').has('key0'))
    expect(b.doc.getMap('map').toJSON()).toEqual({ key1: 'val1' })
  })

  test('pycrdt-websocket: a newcomer in the midst of many changes has them all', async () => {
    const { wsUrl } = await startRelay()
    const writer = joiner(wsUrl)
    await writer.synced()
    writer.doc.getMap('map').set('existing', 'data')
    const newcomer = joiner(wsUrl)
    for (let n = 0; n < 200; n++) {
      writer.doc.getMap('map').set(`cell ${n}`, n)
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => newcomer.doc.getMap('map').size === 201)
    await equal(writer.doc, newcomer.doc)
  })
})

test('y-websocket’s own test: the next client is green, yellow at an edit, and green again, while others have older clients', async () => {
  const { wsUrl } = await startRelay()
  const next = nextClient(wsUrl, 'lesson')
  const events: boolean[] = []
  next.provider.on('sync', (isSynced: boolean) => events.push(isSynced))
  await next.green()
  expect(events).toEqual([true])
  const old = stockClient(wsUrl, 'lesson', { version: '1.5.4' })
  await old.synced()
  next.text.insert(0, 'hi')
  expect(next.isGreen()).toBe(false)
  await next.green()
  await until(() => old.doc.getText('text').toString() === 'hi')
  old.text.insert(2, ' there')
  await until(() => next.text.toString().includes('hi there'))
  expect(next.isGreen()).toBe(true)
})
