import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, RoomError, type Store, sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const STORES: readonly [string, () => Store][] = [
  ['memory', memoryStore],
  ['SQLite', () => sqliteStore(tempFile())],
]

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof RoomError ? error.code : error),
  )

test.each(STORES)(
  'server code keeps a version and restores it, and nobody is sent away (%s)',
  async (_, store) => {
    const { relay, wsUrl } = await startRelay({ store: store() })
    const client = clientRoom(wsUrl, 'lesson')
    await client.connected()
    const room = await relay.room('lesson')
    const text = () => room.read((doc) => doc.getText('text').toString())
    await room.transact((doc) => doc.getText('text').insert(0, 'Hello'))
    const made = await room.versions.create({ name: 'First', by: { id: 'bot' } })
    expect(made).toMatchObject({ name: 'First', cause: 'hand', by: 'bot', epoch: room.epoch })
    await room.transact((doc) => doc.getText('text').insert(5, ', class'))
    await until(() => client.text.toString() === 'Hello, class')
    const added = { path: ['text'], type: 'text', parts: [{ kept: 5 }, { added: ', class' }] }
    expect(await room.versions.difference(made.id)).toEqual([added])
    expect(await room.versions.difference(made.id, made.id)).toEqual([])
    expect(await codeOf(room.versions.difference(made.id, 'none'))).toBe('not-found')
    expect(await room.versions.restore(made.id)).toBe(true)
    expect(await text()).toBe('Hello')
    await until(() => client.text.toString() === 'Hello')
    expect(client.room.status.get().state).toBe('connected')
    expect((await room.versions.list()).map(({ cause }) => cause)).toEqual(['restore', 'hand'])
    expect(await room.versions.restore(made.id)).toBe(false)
    const read = new Y.Doc()
    Y.applyUpdate(read, await room.versions.read(made.id))
    expect(read.getText('text').toString()).toBe('Hello')
    expect(await room.versions.rename(made.id, null)).toMatchObject({ id: made.id, name: null })
    await room.versions.remove(made.id)
    expect(await codeOf(room.versions.restore(made.id))).toBe('not-found')
  },
)

test('versions of a handle that is over, or of a store that keeps none, say so', async () => {
  const { keep: _, kept: __, keptBodies: ___, ...keepsNone } = memoryStore()
  const { relay } = await startRelay({ store: keepsNone })
  const room = await relay.room('lesson')
  expect(await codeOf(room.versions.create())).toBe('not-found')
  await room.close()
  expect(await codeOf(room.versions.list())).toBe('closed')
})
