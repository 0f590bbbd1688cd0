import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const STORES = {
  memory: memoryStore,
  SQLite: () => sqliteStore(tempFile()),
}

const EDITS = 25

/** How often each character of a text was written down, by `client:clock`. */
const writtenIn = (updates: readonly Uint8Array[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { id, length } of updates.flatMap((update) => Y.decodeUpdate(update).structs))
    for (let clock = id.clock; clock < id.clock + length; clock++) {
      const key = `${id.client}:${clock}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return counts
}

/** Lets the event loop have a turn, so that sockets are read between two edits. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

test.each(Object.entries(STORES))(
  'the server edits while twenty type, with the %s store: all agree, and each edit is written down once',
  async (_name, createStore) => {
    const store = createStore()
    const { relay, wsUrl } = await startRelay({ store: keptOpen(store), limits: { document: 100_000 } })
    const room = await relay.room('lesson', { by: { id: 'bot', name: 'Bot' } })
    const stock = Array.from({ length: 10 }, () => stockClient(wsUrl, 'lesson'))
    const own = Array.from({ length: 10 }, () => clientRoom(wsUrl, 'lesson'))
    await Promise.all([...stock.map((client) => client.synced()), ...own.map((client) => client.connected())])
    const typists = [...stock, ...own]
    const type = async () => {
      for (let index = 0; index < EDITS; index++) {
        for (const { text } of typists) text.insert(index % (text.length + 1), 'c')
        await turn()
      }
    }
    const edit = async () => {
      for (let index = 0; index < EDITS; index++) {
        await room.transact((doc) => doc.getText('text').insert(0, 's'))
        if (index % 5 === 0)
          await expect(
            room.transact((doc) => doc.getText('text').insert(0, '!'.repeat(150_000))),
          ).rejects.toMatchObject({ code: 'document-too-large' })
      }
    }
    await Promise.all([type(), edit()])
    const whole = EDITS * (typists.length + 1)
    await until(() => typists.every(({ text }) => text.length === whole), 'all have all of it')
    // A store in memory saves nothing.
    const state = store.durability === 'none' ? 'received' : 'saved'
    await until(() => own.every(({ saved }) => saved.get().state === state), `all of it is ${state}`)
    const text = await room.read((doc) => doc.getText('text').toString())
    expect(new Set(typists.map((client) => client.text.toString()))).toEqual(new Set([text]))
    expect(text.split('s').length - 1).toBe(EDITS)
    await relay.close()
    const { updates } = await store.open('lesson')
    const written = writtenIn(updates)
    expect(written.size).toBe(whole)
    expect([...written.values()].every((count) => count === 1)).toBe(true)
    const stored = new Y.Doc()
    for (const update of updates) Y.applyUpdate(stored, update)
    expect(stored.getText('text').toString()).toBe(text)
  },
)
