import { expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { joinRoom } from '../../client/index.ts'
import { sqliteStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { reportedRoom } from '../support/reported-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const SAVED = { state: 'saved', pending: 0 }

const insertThree = (text: Y.Text): number => {
  let thrown = 0
  for (const letter of 'abc') {
    try {
      text.insert(text.length, letter)
    } catch {
      thrown += 1
    }
  }
  return thrown
}

test('[CL9] [X1] a listener of `saved` that throws stops neither the document nor what is said of it', async () => {
  const { wsUrl } = await startRelay({ store: sqliteStore(tempFile()) })
  const a = reportedRoom(wsUrl)
  const b = clientRoom(wsUrl, 'lesson')
  await Promise.all([a.connected(), b.connected()])
  let n = 0
  a.saved.subscribe(() => {
    if (n++ < 1) throw new Error('app')
  })
  const heard = vi.fn()
  a.saved.subscribe(heard)
  expect(insertThree(a.text)).toBe(0)
  await until(() => b.text.toString() === 'abc', 'all three arrive')
  await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
  expect(heard.mock.calls.length).toBe(n)
  expect(a.reported).toEqual([new Error('app')])
})

test.each(['before', 'after'] as const)(
  '[CL9] [X1] a listener of the document that throws, added %s the room: all arrives, and is counted right',
  async (when) => {
    const { wsUrl } = await startRelay({ store: sqliteStore(tempFile()) })
    const doc = new Y.Doc()
    let n = 0
    const listener = () => {
      if (n++ < 1) throw new Error('app')
    }
    if (when === 'before') doc.on('update', listener)
    const a = reportedRoom(wsUrl, { doc })
    const b = clientRoom(wsUrl, 'lesson')
    await Promise.all([a.connected(), b.connected()])
    if (when === 'after') doc.on('update', listener)
    const observed = vi.fn()
    a.text.observe(observed)
    // Yjs throws what its listener threw at whoever makes the change.
    expect(insertThree(a.text)).toBe(1)
    await Promise.resolve()
    expect(a.saved.get()).toEqual({ state: 'local', pending: 3 })
    await until(() => b.text.toString() === 'abc', 'all three arrive')
    expect(observed).toHaveBeenCalledTimes(3)
    await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
    a.text.insert(3, 'd')
    await until(() => b.text.toString() === 'abcd', 'and what comes later')
    b.text.insert(4, 'e')
    await until(() => a.text.toString() === 'abcde', 'and what others write')
  },
)

test('[CL9] what was written right before `leave` arrives, whatever a listener of the document throws', async () => {
  const { wsUrl } = await startRelay()
  const doc = new Y.Doc()
  const a = reportedRoom(wsUrl, { doc })
  const b = clientRoom(wsUrl, 'lesson')
  await Promise.all([a.connected(), b.connected()])
  doc.on('afterTransactionCleanup', () => {
    throw new Error('app')
  })
  expect(insertThree(a.text)).toBe(1)
  a.room.leave()
  await until(() => b.text.toString() === 'abc', 'all three arrive')
})

test.each([
  'beforeTransaction',
  'beforeAllTransactions',
  'afterTransactionCleanup',
  'update',
  'subdocs',
] as const)(
  '[CL9] [X1] a listener of `%s` that throws every other time: both documents become one',
  async (name) => {
    const { wsUrl } = await startRelay()
    const doc = new Y.Doc()
    let n = 0
    let isOn = true
    doc.on(name, () => {
      n += 1
      if (isOn && n % 2 === 1) throw new Error('app')
    })
    const a = reportedRoom(wsUrl, { doc })
    const b = clientRoom(wsUrl, 'lesson')
    await until(() => b.status.get().state === 'connected')
    await until(() => a.status.get().state === 'connected')
    for (let i = 0; i < 6; i++) {
      insertThree(a.text)
      if (i % 2 === 0) b.text.insert(0, 'x')
      await new Promise((resolve) => setImmediate(resolve))
    }
    isOn = false
    a.text.insert(0, '!')
    b.text.insert(0, '?')
    await until(
      () => a.text.length === b.text.length && a.text.toString() === b.text.toString(),
      'both are one',
    )
    expect(a.text.toString()).toContain('?')
    expect(b.text.toString()).toContain('!')
  },
)

test('[CL8] [X55] each listener is called whatever another one throws, and `leave` finishes', async () => {
  const { wsUrl } = await startRelay()
  const a = reportedRoom(wsUrl, { presence: { name: 'Ada' } })
  const bad = () => {
    throw new Error('app')
  }
  const heard: Record<string, number> = {}
  const count = (name: string) => () => {
    heard[name] = (heard[name] ?? 0) + 1
  }
  const stores = [
    'status',
    'people',
    'others',
    'hands',
    'saved',
    'welcome',
    'self',
    'reactions',
    'rules',
  ] as const
  for (const name of stores) {
    a.room[name].subscribe(bad)
    a.room[name].subscribe(count(name))
  }
  a.room.people.listen(bad)
  a.room.people.listen(count('events'))
  a.room.signals.on('bell', bad)
  a.room.signals.on('bell', count('bell'))
  a.room.awareness.on('change', bad)
  a.room.awareness.on('destroy', bad)
  a.doc.on('destroy', bad)
  await a.connected()
  const b = clientRoom(wsUrl, 'lesson', { presence: { name: 'b', hand: true } })
  await a.waitFor('b', ({ hand }) => hand === true)
  await b.waitFor('Ada')
  expect(b.room.signals.send('bell').ok).toBe(true)
  expect(b.room.signals.send('reaction', '👍').ok).toBe(true)
  expect(b.room.signals.send('mute-reactions', true).ok).toBe(false)
  b.text.insert(0, 'x')
  await until(() => (heard.bell ?? 0) > 0 && (heard.reactions ?? 0) > 0)
  b.room.leave()
  await until(() => (heard.events ?? 0) >= 2)
  expect(a.text.toString()).toBe('x')
  a.room.leave()
  expect(a.status.get()).toEqual({ state: 'left' })
  await until(() => a.socket()?.readyState === WebSocket.CLOSED, 'the socket is closed')
  expect(heard).toMatchObject({
    status: expect.any(Number),
    people: expect.any(Number),
    hands: expect.any(Number),
  })
  expect(a.reported.length).toBeGreaterThan(5)
  expect(new Set(a.reported.map(String))).toEqual(new Set(['Error: app']))
})

test('[CL8] a listener that leaves when the connection is lost has left, and nothing comes after it', async () => {
  for (const by of ['status', 'people'] as const) {
    const relay = await startRelay()
    const a = reportedRoom(relay.wsUrl)
    const b = clientRoom(relay.wsUrl, 'lesson', { presence: { name: 'b' } })
    await a.waitFor('b')
    await b.connected()
    const states: string[] = []
    a.status.subscribe(({ state }) => states.push(state))
    const leave = () => a.socket()?.readyState !== WebSocket.OPEN && a.room.leave()
    if (by === 'status') a.status.subscribe(leave)
    else a.people.listen(({ type }) => type === 'lost' && leave())
    a.socket()?.terminate()
    await until(() => a.status.get().state === 'left')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(states).toEqual(['disconnected', 'left'])
    expect(a.sockets).toHaveLength(1)
  }
})

test('[CL8] [X55] a listener may leave the room while the connection tells of itself', async () => {
  const { wsUrl } = await startRelay()
  for (const state of ['connecting', 'connected'] as const) {
    const a = reportedRoom(wsUrl)
    if (state === 'connecting') a.room.leave()
    a.status.subscribe((status) => status.state === state && a.room.leave())
    await until(() => a.status.get().state === 'left')
    await until(() => a.sockets.every(({ readyState }) => readyState === WebSocket.CLOSED))
    expect(a.reported).toEqual([])
  }
})

test('[CL11] [X10] a document whose clientID Yjs changes: presence follows, the old entry goes, and `leave` finishes', async () => {
  const { wsUrl } = await startRelay()
  const before = new Y.Doc()
  before.clientID = 777
  const first = clientRoom(wsUrl, 'lesson', { doc: before })
  await first.connected()
  first.text.insert(0, 'from 777')
  const other = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  await until(() => other.text.toString() === 'from 777')
  first.room.leave()

  const doc = new Y.Doc()
  doc.clientID = 777
  const ada = reportedRoom(wsUrl, { doc, presence: { name: 'Ada', hand: true } })
  await until(() => doc.clientID !== 777)
  await ada.connected()
  await other.waitFor('Ada', ({ clientIds }) => clientIds.length === 1 && clientIds[0] === doc.clientID)
  expect(other.people.get()).toHaveLength(2)
  expect(ada.awareness.clientID).toBe(doc.clientID)
  expect(ada.people.get().filter(({ isSelf }) => isSelf)).toHaveLength(1)
  expect(ada.others.get().map(({ name }) => name)).toEqual(['other'])
  ada.self.set({ x: 0.5 })
  await other.waitFor('Ada', ({ x }) => x === 0.5)
  ada.room.leave()
  await other.waitGone('Ada')
  expect(ada.reported).toEqual([])
  await until(() => ada.sockets.every(({ readyState }) => readyState === WebSocket.CLOSED))
})

test('[X54] what is no room and no URL is a TypeError', () => {
  for (const [url, room] of [
    ['ws://relay', undefined],
    ['ws://relay', null],
    ['ws://relay', 7],
    ['ws://relay', ''],
    [undefined, 'lesson'],
    [new URL('ws://relay'), 'lesson'],
    ['ftp://relay', 'lesson'],
  ] as [string, string][])
    expect(() => joinRoom(url, room)).toThrow(TypeError)
})

/** A relay that says what the test gives it, to whoever comes. */
const hostileRelay = async (says: readonly Uint8Array[]) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestCleanup(() => server.close())
  server.on('connection', (socket) => {
    for (const bytes of says) socket.send(bytes)
    socket.send('text, which no Yjs relay sends')
  })
  await until(() => server.address() !== null)
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`
}

test('[CL10] [X48] whatever a relay sends, nothing is thrown, and the room can be used', async () => {
  const bytes = (seed: number) =>
    Uint8Array.from({ length: seed % 40 }, (_, i) => (seed * 31 + i * seed) & 255)
  const types = [0, 1, 2, 3, 110, 111, 113, 115, 116, 118, 119, 200]
  const says = types.flatMap((type) =>
    Array.from({ length: 60 }, (_, i) =>
      Uint8Array.of(type, ...(type === 0 ? [i % 4, 20] : []), ...bytes(i * 7 + 1)),
    ),
  )
  const url = await hostileRelay([...says, new Uint8Array(), Uint8Array.of(0, 1, 2, 0, 0)])
  const a = reportedRoom(url, { presence: { name: 'Ada' } })
  await a.connected()
  expect(a.room.notice.get()).not.toBeNull()
  expect(a.reported).toEqual([])
  a.text.insert(0, 'a')
  a.room.leave()
  expect(a.reported).toEqual([])
})
