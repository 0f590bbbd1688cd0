import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, RoomError, type RoomHandle, sqliteStore } from '../../server/index.ts'
import { textIn, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const STORES = {
  memory: memoryStore,
  SQLite: () => sqliteStore(tempFile()),
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it was done',
    (error: unknown) => (error instanceof RoomError ? error.code : error),
  )

const insert = (text: string) => (doc: Y.Doc) => doc.getText('text').insert(0, text)

const textOf = async (room: RoomHandle): Promise<string> => textIn(await room.snapshot())

describe.each(Object.entries(STORES))('with the %s store', (_name, createStore) => {
  const setUp = async (options: Parameters<typeof startRelay>[0] = {}) => {
    const store = createStore()
    const faulty = faultyStore(keptOpen(store))
    const running = await startRelay({ store: faulty.store, ...options })
    const records = async (room = 'lesson') => (await store.open(room)).updates
    return { ...running, ...faulty, records, room: await running.relay.room('lesson') }
  }

  test('an edit of the server settles once it is stored, and everyone has it', async () => {
    const { wsUrl, room, records, hold } = await setUp()
    const stock = stockClient(wsUrl, 'lesson')
    const own = clientRoom(wsUrl, 'lesson')
    await stock.synced()
    await own.connected()
    const release = hold('append')
    let isSettled = false
    const edited = room.transact((doc) => {
      insert('Hello')(doc)
      return doc.getText('text').length
    })
    void edited.then(() => {
      isSettled = true
    })
    await until(() => stock.text.toString() === 'Hello' && own.text.toString() === 'Hello')
    expect(isSettled).toBe(false)
    release()
    expect(await edited).toBe(5)
    expect((await records()).map(textIn)).toEqual(['Hello'])
  })

  test('edits of clients and of several handles merge', async () => {
    const { relay, wsUrl, room } = await setUp()
    const other = await relay.room('lesson')
    const stock = stockClient(wsUrl, 'lesson')
    await stock.synced()
    await room.transact(insert('one '))
    await until(() => stock.text.toString() === 'one ')
    stock.text.insert(0, 'two ')
    await until(async () => (await textOf(room)) === 'two one ')
    await Promise.all([room.transact(insert('three ')), other.transact(insert('four '))])
    const text = await room.read((doc) => doc.getText('text').toString())
    expect(text).toBe('four three two one ')
    await until(() => stock.text.toString() === text)
    const clients = Y.decodeStateVector(Y.encodeStateVector(stock.doc))
    expect(clients.size, 'all server code of a room writes under one clientID').toBe(2)
  })

  test('an edit over a limit is refused as it is for everyone, and the next one is not', async () => {
    const { wsUrl, room, records } = await setUp({ limits: { document: 10_000, update: 8_000 } })
    const stock = stockClient(wsUrl, 'lesson')
    await stock.synced()
    await room.transact(insert('before '))
    expect(await codeOf(room.transact(insert('x'.repeat(9_000))))).toBe('update-too-large')
    await room.transact(insert('x'.repeat(7_000)))
    expect(await codeOf(room.transact(insert('y'.repeat(7_000))))).toBe('document-too-large')
    expect(await codeOf(room.update(textUpdate('z'.repeat(7_000))))).toBe('document-too-large')
    await room.transact(insert('after '))
    const text = `after ${'x'.repeat(7_000)}before `
    expect(await textOf(room)).toBe(text)
    await until(() => stock.text.toString() === text)
    expect((await records()).length).toBe(3)
  })

  test('an update that waits for another one is told to be in part', async () => {
    const { room } = await setUp()
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update) => updates.push(update))
    doc.getText('text').insert(0, 'first ')
    doc.getText('text').insert(6, 'second')
    const [first = Y.encodeStateAsUpdate(doc), second = first] = updates
    expect(await room.update(second)).toBe('in-part')
    expect(await room.update(first)).toBe('whole')
    expect(await textOf(room)).toBe('first second')
    expect(await codeOf(room.update(Uint8Array.of(1, 2, 3)))).toBe('bad-update')
    await expect(room.update('text' as never)).rejects.toThrow('A Yjs update is a Uint8Array.')
  })

  test('nothing is settled while the store fails, and nothing is lost', async () => {
    const { relay, room, fail, heal, records, calls } = await setUp()
    fail('append')
    const edited = codeOf(room.transact(insert('kept')))
    await until(() => calls('append') > 0)
    expect(await Promise.race([edited, textOf(room)])).toBe('kept')
    heal()
    expect(await edited).toBe('it was done')
    fail('append')
    const lost = codeOf(room.transact(insert('lost ')))
    await until(async () => (await textOf(room)) === 'lost kept')
    heal()
    await relay.close()
    expect(await lost).toBe('it was done')
    expect((await records()).length).toBe(2)
  })
})

const open = async (options?: Parameters<typeof startRelay>[0]) => {
  const running = await startRelay(options)
  return { ...running, room: await running.relay.room('lesson') }
}

test('a function that throws changes nothing, and its error is the caller’s', async () => {
  const { room } = await open()
  await room.transact(insert('before'))
  const fails = (doc: Y.Doc) => {
    insert('half ')(doc)
    throw new RangeError('no')
  }
  await expect(room.transact(fails)).rejects.toThrow(RangeError)
  expect(await textOf(room)).toBe('before')
  await room.transact(insert('and after '))
  expect(await textOf(room)).toBe('and after before')
})

test('an async function is refused, and what it wrote before its first wait is nowhere', async () => {
  const { room } = await open()
  const later = async (doc: Y.Doc) => insert('never ')(doc)
  await expect(room.transact(later)).rejects.toThrow('is not async')
  await expect(room.transact((doc) => later(doc))).rejects.toThrow('is not async')
  await expect(room.read((doc) => later(doc))).rejects.toThrow('is not async')
  await expect(room.transact('text' as never)).rejects.toThrow(TypeError)
  await room.transact(insert('kept'))
  expect(await textOf(room)).toBe('kept')
})

test('reading changes nothing, and gives what the function gives', async () => {
  const { room } = await open()
  await room.transact((doc) => doc.getMap('map').set('key', { deep: [1] }))
  expect(await room.read((doc) => doc.getMap('map').toJSON())).toEqual({ key: { deep: [1] } })
  expect(await room.json()).toEqual({ map: { type: 'map', value: { key: { deep: [1] } } } })
  expect(await codeOf(room.read(insert('no')))).toBe('read-only')
  expect(await textOf(room)).toBe('')
})

test('code that keeps the document and writes to it later reaches nobody, and spoils nothing', async () => {
  const { wsUrl, room } = await open()
  let kept: Y.Doc | null = null
  await room.transact((doc) => {
    kept = doc
    insert('one ')(doc)
  })
  insert('stray ')(kept as unknown as Y.Doc)
  await room.transact(insert('two '))
  const stock = stockClient(wsUrl, 'lesson')
  await stock.synced()
  expect(stock.text.toString()).toBe('two one ')
  expect(await room.read((doc) => doc.getText('text').toString())).toBe('two one ')
})

test('an edit that writes nothing is no edit', async () => {
  const { relay, room } = await open()
  const told: Uint8Array[] = []
  const other = await relay.room('lesson')
  other.on('update', ({ update }) => told.push(update))
  expect(await room.transact((doc) => doc.getText('text').length)).toBe(0)
  await room.transact(insert('x'))
  await until(() => told.length > 0)
  expect(told.map(textIn)).toEqual(['x'])
})

test('`by` is whom an edit is told as, and what its role may not do is refused', async () => {
  const { relay, room } = await open({ roles: { teacher: 'host', pupil: 'viewer' } })
  const other = await relay.room('lesson', { by: { name: 'Ears' } })
  const told: unknown[] = []
  other.on('update', ({ by }) => told.push(by))
  await room.transact(insert('a'), { by: { id: 'bot', name: 'Bot', role: 'teacher' } })
  await room.update(textUpdate('b'))
  await until(() => told.length === 2)
  expect(told).toEqual([
    { id: 'bot', name: 'Bot', role: 'teacher', rights: 'host', source: 'server' },
    { id: null, name: null, role: 'host', source: 'server' },
  ])
  expect(await codeOf(room.transact(insert('no'), { by: { id: 'eve', role: 'pupil' } }))).toBe(
    'role-forbidden',
  )
  await expect(room.transact(insert('no'), { by: { id: ' ', role: 'nobody' } })).rejects.toThrow(
    /by are not valid:\n {2}id is the id of a person.*\n {2}role is one of viewer, .*pupil/,
  )
  await room.transact(insert('c'))
  expect((await textOf(room)).includes('no')).toBe(false)
})

test('a document that changes much while nobody looks is caught up with', async () => {
  const { wsUrl, room } = await open()
  const stock = stockClient(wsUrl, 'lesson')
  await stock.synced()
  await room.transact(insert('0'))
  await until(() => stock.text.length === 1)
  // More than a copy keeps by itself.
  for (let index = 0; index < 5_000; index++) stock.text.insert(stock.text.length, 'x')
  stock.text.delete(0, 1)
  await until(async () => (await textOf(room)).length === 5_000)
  expect(await room.read((doc) => doc.getText('text').toString())).toBe('x'.repeat(5_000))
})
