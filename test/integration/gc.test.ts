import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { runData } from '../support/data-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const OLD = 'the first version'

/** A client that keeps what is deleted. */
const keeper = async (wsUrl: string, room = 'lesson') => {
  const doc = new Y.Doc({ gc: false })
  const client = clientRoom(wsUrl, room, { doc })
  await until(() => client.room.status.get().state === 'connected')
  return { doc, text: doc.getText('text'), room: client.room }
}

type Relay = Awaited<ReturnType<typeof startRelay>>

/** Writes, takes a snapshot, deletes all of it and writes something else; the snapshot shows the first version. */
const versioned = async (
  { wsUrl }: Relay,
  deleteText: (text: Y.Text) => void = (text) => text.delete(0, OLD.length),
) => {
  const { doc, text, room } = await keeper(wsUrl)
  text.insert(0, OLD)
  const snapshot = Y.encodeSnapshot(Y.snapshot(doc))
  deleteText(text)
  text.insert(0, 'new')
  await until(() => room.saved.get().state === 'saved')
  await room.leave()
  return Y.decodeSnapshot(snapshot)
}

/** What a client that comes later sees as the version of that snapshot. */
const seenLater = async ({ wsUrl }: Relay, snapshot: Y.Snapshot): Promise<string> => {
  const { doc, text, room } = await keeper(wsUrl)
  await until(() => text.toString() === 'new')
  const seen = Y.createDocFromSnapshot(doc, snapshot).getText('text').toString()
  await room.leave()
  return seen
}

const isUnloaded = async ({ url }: Relay) => {
  const api = apiClient(url, SECRET)
  await until(async () => !(await api.get('/rooms/lesson')).json.loaded)
}

describe('[X14][DO10] with gc off', () => {
  test('[X14][DO10] a snapshot shows what was deleted to another client, also after a compaction and a restart', async () => {
    const file = tempFile()
    const first = await startRelay({ ...ORDERED, store: sqliteStore(file), gc: false, idleMs: 0 })
    const snapshot = await versioned(first)
    // A room that leaves memory is compacted.
    await isUnloaded(first)
    expect(await seenLater(first, snapshot)).toBe(OLD)
    await first.close()
    expect(await runData('compact', ['--data', file, '--gc', 'off'])).toMatchObject({ isSound: true })
    const second = await startRelay({ ...ORDERED, store: sqliteStore(file), gc: false })
    expect(await seenLater(second, snapshot)).toBe(OLD)
  })

  test('[X14][DO10] also where a client that lets go of it has deleted it', async () => {
    const relay = await startRelay({ ...ORDERED, store: sqliteStore(tempFile()), gc: false, idleMs: 0 })
    const { doc, text, room } = await keeper(relay.wsUrl)
    text.insert(0, OLD)
    const snapshot = Y.snapshot(doc)
    const other = clientRoom(relay.wsUrl, 'lesson')
    await until(() => other.room.doc.getText('text').toString() === OLD)
    other.room.doc.getText('text').delete(0, OLD.length)
    other.room.doc.getText('text').insert(0, 'new')
    await until(() => other.room.saved.get().state === 'saved')
    await other.room.leave()
    await room.leave()
    await isUnloaded(relay)
    expect(await seenLater(relay, snapshot)).toBe(OLD)
  })

  test('[X14][DO10] an export has it, and a room that is made of that export, by the command or by HTTP', async () => {
    const [file, copy, folder] = [tempFile(), tempFile(), `${tempFolder()}/out`]
    const first = await startRelay({ ...ORDERED, store: sqliteStore(file), gc: false })
    const snapshot = await versioned(first)
    const { bytes } = await apiClient(first.url, SECRET).get('/rooms/lesson/document')
    await first.close()
    await runData('export', ['--data', file, '--all', '--out', folder])
    await runData('import', ['--data', copy, '--all', '--in', folder])
    const imported = await startRelay({ ...ORDERED, store: sqliteStore(copy), gc: false })
    expect(await seenLater(imported, snapshot)).toBe(OLD)
    const put = await startRelay({ ...ORDERED, gc: false })
    expect((await apiClient(put.url, SECRET).put('/rooms/lesson/document', bytes)).status).toBe(200)
    expect(await seenLater(put, snapshot)).toBe(OLD)
  })
})

test('[X14][DO10] with gc on, as it is by default, the relay lets go of what was deleted', async () => {
  const relay = await startRelay({ ...ORDERED, store: sqliteStore(tempFile()) })
  const snapshot = await versioned(relay)
  expect(await seenLater(relay, snapshot)).not.toBe(OLD)
})

test('[X14][DO10] one room is set by HTTP: it holds at once, after a restart, for a compaction, and ends with null', async () => {
  const file = tempFile()
  const first = await startRelay({ ...ORDERED, store: sqliteStore(file), idleMs: 0 })
  const api = apiClient(first.url, SECRET)
  const anybody = await keeper(first.wsUrl)
  expect((await api.post('/rooms/lesson/settings', { gc: false })).status).toBe(204)
  const snapshot = await versioned(first)
  await anybody.room.leave()
  await isUnloaded(first)
  expect((await api.get('/rooms/lesson/connections')).json.gc).toBe(false)
  await first.close()
  await runData('compact', ['--data', file])
  const second = await startRelay({ ...ORDERED, store: sqliteStore(file), idleMs: 0 })
  expect(await seenLater(second, snapshot)).toBe(OLD)
  const again = apiClient(second.url, SECRET)
  expect((await again.get('/rooms/other/connections')).json.gc).toBe(true)
  expect((await again.post('/rooms/lesson/settings', { gc: null })).status).toBe(204)
  await isUnloaded(second)
  expect(await seenLater(second, snapshot)).not.toBe(OLD)
})

test('[X14][HT8] settings are for hosts, and are checked', async () => {
  const { url, wsUrl } = await startRelay(ORDERED)
  const api = apiClient(url, SECRET)
  await keeper(wsUrl)
  for (const body of [{}, { gc: 'off' }, { gc: true, more: 1 }])
    expect((await api.post('/rooms/lesson/settings', body)).status).toBe(400)
  expect((await apiClient(url, await token()).post('/rooms/lesson/settings', { gc: false })).status).toBe(403)
})
