import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type Store, sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const NEXT = '11111111-2222-4333-8444-555555555555'

const textOf = (update: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

/** The same words, written anew: another history. */
const rebuilt = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

type Joined = ReturnType<typeof clientRoom>

const isReset = ({ status }: Joined) => status.get().state === 'room-reset'

/** A relay that is away while its room `lesson` becomes another one. */
const resetWhileAway = async (store: Store, port: number, snapshot: Uint8Array | null) => {
  await store.replace('lesson', NEXT, snapshot)
  return startRelay({ store, port })
}

/** Somebody in a room that has become another one, with an edit that nobody got. */
const leftBehind = async (snapshot: Uint8Array | null = rebuilt('the words')) => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const ada = clientRoom(relay.wsUrl, 'lesson')
  await ada.connected()
  ada.text.insert(0, 'the words')
  await until(() => ada.room.saved.get().state === 'saved')
  await relay.close()
  ada.text.insert(9, ' of mine')
  const next = await resetWhileAway(store, Number(new URL(relay.url).port), snapshot)
  await until(() => isReset(ada), 'the room is another one')
  const other = clientRoom(next.wsUrl, 'lesson')
  await other.connected()
  return { ada, other, wsUrl: next.wsUrl }
}

test('C61 [EP1] [EP4] the words of a room that was made anew stand there once, and the copy stays as it was', async () => {
  const { ada, other } = await leftBehind()
  await until(() => other.text.toString() === 'the words')
  expect(ada.text.toString()).toBe('the words of mine')
  expect(textOf(ada.room.copy.export())).toBe('the words of mine')
  // Nothing goes either way, whoever asks for it.
  const sockets = ada.sockets.length
  ada.text.insert(0, 'still here: ')
  other.text.insert(0, 'elsewhere: ')
  ada.room.reconnect()
  await until(() => other.room.saved.get().state === 'saved')
  expect([other.text.toString(), ada.text.toString()]).toEqual([
    'elsewhere: the words',
    'still here: the words of mine',
  ])
  expect(ada.sockets).toHaveLength(sockets)
  expect(ada.room.saved.get().state).toBe('local')
})

test('[EP4] a copy that is pushed is merged into the room as it is now, and saved there', async () => {
  const { ada, other } = await leftBehind(rebuilt('now '))
  ada.room.copy.push()
  expect(ada.room.saved.get().state).toBe('local')
  await ada.connected()
  await until(() => other.text.toString() === ada.text.toString() && other.text.length === 21)
  expect(ada.text.toString()).toContain('the words of mine')
  expect(ada.text.toString()).toContain('now ')
  await until(() => ada.room.saved.get().state === 'saved' && ada.room.saved.get().pending === 0)
  expect(ada.room.welcome.get()?.epoch).toBe(NEXT)
  // From now on it is of that generation.
  ada.socket()?.terminate()
  await until(() => ada.status.get().state === 'disconnected')
  await ada.connected()
  expect(ada.socket()?.url).toContain(`epoch=${NEXT}`)
})

test('[EP4] a copy that is dropped leaves the room, and who joins again is in the room as it is now', async () => {
  const { ada, wsUrl } = await leftBehind()
  await ada.room.copy.drop()
  expect(ada.status.get()).toEqual({ state: 'left', isDropped: true })
  const again = clientRoom(wsUrl, 'lesson')
  await again.connected()
  expect(again.text.toString()).toBe('the words')
})

test('[EP4] where no room was reset, pushing does nothing', async () => {
  const { wsUrl } = await startRelay()
  const ada = clientRoom(wsUrl, 'lesson')
  await ada.connected()
  ada.room.copy.push()
  expect(ada.status.get().state).toBe('connected')
  expect(ada.sockets).toHaveLength(1)
})

test('[EP5] whoever has an empty document comes back by itself', async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const ada = clientRoom(relay.wsUrl, 'lesson')
  await ada.connected()
  const first = ada.room.welcome.get()?.epoch
  await relay.close()
  await resetWhileAway(store, Number(new URL(relay.url).port), rebuilt('new'))
  await until(() => ada.text.toString() === 'new')
  expect(ada.room.welcome.get()?.epoch).toBe(NEXT)
  expect(ada.room.welcome.get()?.epoch).not.toBe(first)
  const urls = ada.sockets.map(({ url }) => url.split('?')[1])
  expect(urls[0]).toBeUndefined()
  expect(urls).toContain(`epoch=${first}`)
  expect(urls.at(-1)).toBeUndefined()
})

test('[EP3] a store that lost everything gets it back, with its generation', async () => {
  const relay = await startRelay({ store: memoryStore() })
  const rooms = ['a', 'b'].map(() => clientRoom(relay.wsUrl, 'lesson'))
  const [a, b] = rooms
  if (a === undefined || b === undefined) throw new Error('there are two')
  await a.connected()
  a.text.insert(0, 'kept')
  await until(() => b.text.toString() === 'kept')
  const epoch = a.room.welcome.get()?.epoch
  await relay.close()
  const next = await startRelay({ store: memoryStore(), port: Number(new URL(relay.url).port) })
  const late = clientRoom(next.wsUrl, 'lesson')
  await until(() => late.text.toString() === 'kept')
  for (const room of [...rooms, late]) {
    await room.connected()
    await until(() => room.room.welcome.get()?.epoch === epoch, 'it is the generation of before')
  }
})

test('[EP2] [EP6] whoever is in a room that is replaced under it is told, with what they have', async () => {
  const store = sqliteStore(tempFile())
  const { wsUrl } = await startRelay({ store })
  const ada = clientRoom(wsUrl, 'lesson')
  await ada.connected()
  ada.text.insert(0, 'a')
  await until(() => ada.room.saved.get().state === 'saved')
  await store.replace('lesson', NEXT, rebuilt('new'))
  ada.text.insert(1, 'b')
  await until(() => isReset(ada))
  expect(textOf(ada.room.copy.export())).toBe('ab')
  const other = clientRoom(wsUrl, 'lesson')
  await until(() => other.text.toString() === 'new')
})

test.each([
  ['replaced', rebuilt('the words'), 'the words'],
  ['deleted', null, ''],
])(
  '[EP1] [EP4] a document that is brought again into a room that was %s meanwhile doubles nothing',
  async (_, snapshot, now) => {
    const relay = await startRelay(ORDERED)
    const doc = new Y.Doc()
    const join = (room: string, url = relay.wsUrl) => clientRoom(url, room, { doc })
    const ada = join('lesson')
    await ada.connected()
    ada.text.insert(0, 'the words')
    await until(() => ada.room.saved.get().state !== 'local')
    ada.room.leave()
    // Where nothing became of the room it is as before, however the URL ends.
    const same = join('lesson', `${relay.wsUrl}/`)
    await same.connected()
    same.room.leave()
    const api = `${relay.url}/api/rooms/lesson/document`
    const headers = { authorization: `Bearer ${SECRET}` }
    const answer = await (snapshot === null
      ? fetch(api, { method: 'DELETE', headers })
      : fetch(api, { method: 'PUT', headers, body: snapshot as BodyInit }))
    expect(answer.ok).toBe(true)
    const again = join('lesson')
    await until(() => isReset(again), 'the room is another one')
    const other = clientRoom(relay.wsUrl, 'lesson')
    await other.connected()
    expect([other.text.toString(), again.text.toString()]).toEqual([now, 'the words'])
    again.room.copy.push()
    await again.connected()
    await until(() => other.text.toString().includes('the words'))
    again.room.leave()
    // Pushed, it is of the room as it is now; of another room it never was.
    for (const room of ['lesson', 'elsewhere']) {
      const next = join(room)
      await next.connected()
      next.room.leave()
    }
  },
)
