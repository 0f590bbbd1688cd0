import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { processRoom } from '../support/process-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const LINES = 'Today: fractions.'

/** More than one type, and something taken away again. */
const fill = (doc: Y.Doc) => {
  const text = doc.getText('text')
  text.insert(0, `${LINES} Old.`)
  text.delete(LINES.length, 5)
  doc.getArray('list').push(['one', { two: 2 }])
  doc.getXmlFragment('prose').insert(0, [new Y.XmlElement('p')])
}

const contentOf = (doc: Y.Doc) => [
  doc.getText('text').toString(),
  doc.getArray('list').toJSON(),
  doc.getXmlFragment('prose').toString(),
]

const ONCE = [LINES, ['one', { two: 2 }], '<p></p>']

test('[X15] [DO13] six clients open each of ten empty rooms and fill it at once: the content is there once in all of them', async () => {
  const { wsUrl } = await startRelay()
  const rooms = Array.from({ length: 10 }, (_, room) =>
    Array.from({ length: 6 }, () => clientRoom(wsUrl, `room-${room}`)),
  )
  const outcomes = await Promise.all(rooms.flat().map(({ room }) => room.seed(fill)))
  expect(outcomes).toContain('filled')
  for (const [room, clients] of rooms.entries()) {
    const later = clientRoom(wsUrl, `room-${room}`)
    await later.connected()
    for (const { doc } of [...clients, later]) {
      await until(() => doc.getText('text').length > 0)
      expect(contentOf(doc)).toEqual(ONCE)
    }
    expect(await later.room.seed(fill)).toBe('not-needed')
  }
})

test('[X15] clients that cannot hear of each other fill the room, the relay restarts, and the content is there once', async () => {
  const store = sqliteStore(tempFile())
  const relay = await startRelay({ store: { ...store, close: async () => undefined } })
  const proxies = [await startFaultProxy(relay.wsUrl), await startFaultProxy(relay.wsUrl)]
  const clients = proxies.map(({ wsUrl }) => clientRoom(wsUrl, 'lesson'))
  for (const client of clients) await client.connected()
  // What they send vanishes, so that each of them fills a room that it knows as empty.
  for (const proxy of proxies) proxy.die()
  expect(await Promise.all(clients.map(({ room }) => room.seed(fill)))).toEqual(['filled', 'filled'])
  clients[0]?.text.insert(0, '1 ')
  await relay.close()
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  for (const proxy of proxies) {
    proxy.heal()
    proxy.reset()
  }
  await until(() => clients.every(({ saved }) => saved.get().state === 'saved'), 'all is saved')
  const later = clientRoom(relay.wsUrl, 'lesson')
  await later.connected()
  for (const { doc } of [...clients, later]) expect(contentOf(doc)).toEqual([`1 ${LINES}`, ...ONCE.slice(1)])
})

test('[X15] a client that is killed before what it filled has gone holds nobody up', async () => {
  const { wsUrl } = await startRelay()
  const dying = await processRoom(wsUrl, 'lesson', {})
  await until(() => dying.states().includes('connected'))
  const other = clientRoom(wsUrl, 'lesson')
  await other.connected()
  dying.signal('SIGKILL')
  expect(await other.room.seed(fill)).toBe('filled')
  expect(contentOf(other.doc)).toEqual(ONCE)
})

test('[X15] without a relay it waits, and a room that was filled meanwhile is left as it is', async () => {
  const relay = await startRelay()
  const proxy = await startFaultProxy(relay.wsUrl)
  await proxy.stop()
  const late = clientRoom(proxy.wsUrl, 'lesson')
  const outcome = late.room.seed(fill)
  await until(() => late.status.get().state === 'disconnected')
  expect(late.text.length).toBe(0)
  const other = clientRoom(relay.wsUrl, 'lesson')
  await other.connected()
  other.text.insert(0, 'Other words')
  await until(() => other.saved.get().state === 'received')
  await proxy.start()
  late.room.reconnect()
  expect(await outcome).toBe('not-needed')
  expect(contentOf(late.doc)).toEqual(['Other words', [], ''])
})

test('[X15] a viewer never fills: it waits until somebody else has', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'view' })
  const viewer = clientRoom(wsUrl, 'lesson')
  const outcome = viewer.room.seed(fill)
  await viewer.connected()
  const ada = clientRoom(wsUrl, 'lesson', { token: await token({ role: 'member' }) })
  await ada.connected()
  expect([viewer.text.length, ada.text.length]).toEqual([0, 0])
  expect(await ada.room.seed(fill)).toBe('filled')
  expect(await outcome).toBe('not-needed')
  expect(contentOf(viewer.doc)).toEqual(ONCE)
})

test('[X15] two versions of an app that fill differently at once do not spoil the document: it has both', async () => {
  const { wsUrl } = await startRelay()
  const proxy = await startFaultProxy(wsUrl)
  const [a, b] = [clientRoom(proxy.wsUrl, 'lesson'), clientRoom(wsUrl, 'lesson')]
  await Promise.all([a.connected(), b.connected()])
  proxy.die()
  await a.room.seed((doc) => doc.getText('text').insert(0, 'first'))
  await b.room.seed((doc) => doc.getText('text').insert(0, 'other'))
  proxy.heal()
  proxy.reset()
  await until(() => a.text.length === 10 && b.text.toString() === a.text.toString(), 'both are one')
})

test('[X15] what is not the same at each call, or no function, is refused, and the room stays empty', async () => {
  const { wsUrl } = await startRelay()
  const a = clientRoom(wsUrl, 'lesson')
  await a.connected()
  const random = (doc: Y.Doc) => doc.getMap('map').set('id', Math.random())
  await expect(a.room.seed(random)).rejects.toThrow(
    new TypeError('What fills a room has to make the same at each call.'),
  )
  await expect(a.room.seed(null as never)).rejects.toThrow(TypeError)
  expect(a.doc.store.clients.size).toBe(0)
})

/** The recipe of the guide: made once, and a part of the app from then on. */
const constant = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = 1
  fill(doc)
  return Y.encodeStateAsUpdate(doc)
}

test('[X15] [DO13] stock clients that fill an empty room at once with the same update: the content is there once', async () => {
  const { wsUrl } = await startRelay()
  const clients = (['3.1.0', '3.0.0', '2.1.0', '3.1.0'] as const).map((version) =>
    stockClient(wsUrl, 'lesson', { version }),
  )
  for (const { provider, doc } of clients)
    provider.once('sync', () => doc.store.clients.size === 0 && Y.applyUpdate(doc, constant()))
  await Promise.all(clients.map(({ synced }) => synced()))
  clients[0]?.text.insert(0, '1 ')
  await until(() => clients.every(({ text }) => text.toString() === `1 ${LINES}`), 'all of them have it once')
  for (const { doc } of clients) expect(contentOf(doc)).toEqual([`1 ${LINES}`, ...ONCE.slice(1)])
})
