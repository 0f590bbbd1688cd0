import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { reportedRoom } from '../support/reported-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const SAVED = { state: 'saved', pending: 0 }

/** Ada's room with her own document, and somebody else's, both connected. */
const twoRooms = async (doc = new Y.Doc()) => {
  const { wsUrl } = await startRelay({ store: sqliteStore(tempFile()) })
  const a = reportedRoom(wsUrl, { doc })
  const b = clientRoom(wsUrl, 'lesson')
  await Promise.all([a.connected(), b.connected()])
  await until(() => a.saved.get().state === 'saved')
  return { doc, a, b }
}

const throwOnce = () => {
  let n = 0
  return () => {
    if (n++ < 1) throw new Error('app')
  }
}

test.each(['update', 'afterTransaction', 'beforeObserverCalls'] as const)(
  '[X1] an edit is local at once, in the same turn, where a listener of `%s` before the room throws',
  async (name) => {
    const doc = new Y.Doc()
    const listener = throwOnce()
    const { a, b } = await twoRooms(doc)
    doc._observers.set(name, new Set([listener, ...(doc._observers.get(name) ?? [])]))
    expect(() => a.text.insert(0, 'a')).toThrow('app')
    expect(a.saved.get()).toEqual({ state: 'local', pending: 1 })
    expect(a.saved.get()).toBe(a.saved.get())
    await until(() => b.text.toString() === 'a', 'it arrives')
    await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
  },
)

test.each(['beforeAllTransactions', 'beforeTransaction'] as const)(
  '[X1] a listener of `%s` that throws before the room hears of the transaction: what is done then is local, and arrives',
  async (name) => {
    const doc = new Y.Doc()
    let isArmed = false
    doc.on(name, () => {
      if (isArmed) throw new Error('app')
    })
    const { a, b } = await twoRooms(doc)
    isArmed = true
    expect(() => a.text.insert(0, 'a')).toThrow('app')
    isArmed = false
    // Yjs has not ended the transaction, so this one is a part of it.
    a.text.insert(0, 'b')
    expect(a.saved.get()).toEqual({ state: 'local', pending: 1 })
    await until(() => b.text.toString() === 'b', 'it arrives')
    await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
  },
)

test('[X1] a document that the app has destroyed, and writes on: no listener is left, and all arrives, deletions too', async () => {
  const { doc, a, b } = await twoRooms()
  a.text.insert(0, 'abc')
  await until(() => b.text.toString() === 'abc')
  doc.destroy()
  a.text.insert(3, 'd')
  a.text.delete(0, 1)
  expect(a.saved.get().state).toBe('local')
  await until(() => b.text.toString() === 'bcd', 'what was written with no listener arrives')
  await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
  a.text.insert(3, 'e')
  await until(() => b.text.toString() === 'bcde', 'and the room listens again')
})

test('[X1] what is done with no listener arrives with the next message, though nobody asks how it stands', async () => {
  const { doc, a, b } = await twoRooms()
  doc._observers.clear()
  a.text.insert(0, 'a')
  b.text.insert(0, 'b')
  await until(() => b.text.length === 2 && a.text.toString() === b.text.toString(), 'both are one')
})

test('[X1] within a transaction, an observer and a listener of `saved` the edit is local as soon as it is made', async () => {
  const { doc, a, b } = await twoRooms()
  const states: string[] = []
  const say = () => states.push(a.saved.get().state)
  a.text.observe(say)
  const stop = a.saved.subscribe(() => {
    stop()
    doc.transact(() => {
      doc.getMap('map').set('in', 'a listener')
      say()
    })
  })
  doc.transact(() => {
    a.text.insert(0, 'a')
    say()
    doc.transact(() => a.text.insert(1, 'b'))
  })
  say()
  expect(states).toEqual(Array(4).fill('local'))
  await until(() => b.text.toString() === 'ab' && b.doc.getMap('map').has('in'), 'both arrive')
  await vi.waitFor(() => expect(a.saved.get()).toEqual(SAVED))
})

test('[X1] what others write makes nothing local, also for an observer that asks in the middle of it', async () => {
  const { a, b } = await twoRooms()
  const states = new Set<string>()
  for (const name of ['beforeObserverCalls', 'update', 'afterTransactionCleanup'] as const)
    a.doc.on(name, () => states.add(a.saved.get().state))
  b.text.insert(0, 'b')
  await until(() => a.text.toString() === 'b')
  expect([...states]).toEqual(['saved'])
})

test('[X1] typing costs no more for being watched: one message for each edit', async () => {
  const { a, b } = await twoRooms()
  const before = a.sent.length
  for (let n = 0; n < 50; n++) {
    a.text.insert(n, 'x')
    a.saved.get()
  }
  await until(() => b.text.length === 50)
  expect(a.sent.length - before).toBe(50)
})
