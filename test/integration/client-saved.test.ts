import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** What a file holds of the room `lesson`. */
const stored = async (file: string): Promise<string> => {
  const store = sqliteStore(file)
  const doc = new Y.Doc()
  for (const update of (await store.open('lesson')).updates) Y.applyUpdate(doc, update)
  await store.close()
  return doc.getText('text').toString()
}

type Joined = ReturnType<typeof clientRoom>

const isSaved = ({ room }: Joined) => room.saved.get().state === 'saved' && room.saved.get().pending === 0

test('[SV1] [SV4] an edit waits for the disk, and is saved when it is there', async () => {
  const faulty = faultyStore(sqliteStore(tempFile()))
  const { wsUrl } = await startRelay({ store: faulty.store })
  const ada = clientRoom(wsUrl, 'lesson')
  await until(() => isSaved(ada), 'nothing is unsaved')
  const release = faulty.hold('append')
  ada.text.insert(0, 'a')
  ada.text.insert(1, 'b')
  expect(ada.room.saved.get()).toEqual({ state: 'local', pending: 2 })
  await until(() => ada.room.saved.get().state === 'received')
  expect(ada.room.saved.get().pending).toBe(2)
  release()
  await until(() => isSaved(ada))
})

test('[SV4] a store that fails leaves it at received, and it is saved once the store is well', async () => {
  const faulty = faultyStore(sqliteStore(tempFile()))
  const { wsUrl } = await startRelay({ store: faulty.store })
  const ada = clientRoom(wsUrl, 'lesson')
  await ada.connected()
  faulty.fail('append')
  ada.text.insert(0, 'a')
  await until(() => ada.room.saved.get().state === 'received')
  await until(() => faulty.calls('append') > 1)
  expect(ada.room.saved.get()).toEqual({ state: 'received', pending: 1 })
  faulty.heal()
  await until(() => isSaved(ada))
})

test('[SV3] [SV4] a relay that keeps nothing beyond itself never says saved', async () => {
  const { wsUrl } = await startRelay({ store: memoryStore() })
  const ada = clientRoom(wsUrl, 'lesson')
  await until(() => ada.room.saved.get().state === 'received')
  ada.text.insert(0, 'a')
  expect(ada.room.saved.get()).toEqual({ state: 'local', pending: 1 })
  await until(() => ada.room.saved.get().state === 'received')
  expect(ada.room.saved.get().pending).toBe(1)
})

test('[SV4] what was written without a relay is saved when there is one, and so is what was there before', async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'before')
  const ada = clientRoom(relay.wsUrl, 'lesson', { doc })
  await until(() => isSaved(ada))
  await relay.close()
  ada.text.insert(0, 'meanwhile ')
  expect(ada.room.saved.get()).toEqual({ state: 'local', pending: 1 })
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  await until(() => isSaved(ada))
})

test('[SV4] whoever may not write is never told that their edits are saved', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], store: sqliteStore(tempFile()) })
  const viewer = clientRoom(wsUrl, 'lesson', { token: await token({ role: 'viewer' }) })
  await until(() => isSaved(viewer))
  viewer.text.insert(0, 'mine')
  await until(() => viewer.room.notice.get() !== null)
  expect(viewer.room.saved.get()).toEqual({ state: 'local', pending: 1, obstacle: { kind: 'read-only' } })
})

test('[SV4] a relay that is killed takes nothing with it that was called saved', async () => {
  const file = tempFile()
  let lost = 0
  for (let round = 0; round < 4; round++) {
    const relay = await runRelay(['--data', file])
    const ada = clientRoom(relay.wsUrl, 'lesson')
    await ada.connected()
    // What the room held whenever it was said to be saved.
    let promised = ''
    ada.room.saved.subscribe(({ state }) => {
      if (state === 'saved') promised = ada.text.toString()
    })
    for (let burst = 0; burst < 3; burst++) {
      for (let i = 0; i <= burst; i++) ada.text.insert(ada.text.length, 'x')
      await until(() => promised === ada.text.toString(), 'what was written is saved')
    }
    for (let i = 0; i < 5; i++) ada.text.insert(ada.text.length, 'y')
    relay.kill('SIGKILL')
    await relay.exited()
    const there = await stored(file)
    expect(there.length).toBeGreaterThanOrEqual(promised.length)
    expect(there.startsWith(promised)).toBe(true)
    lost += ada.text.length - there.length
    ada.room.leave()
  }
  // A test in which nothing could be lost would prove nothing.
  expect(lost).toBeGreaterThan(0)
})
