import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024
const LONG_MS = 60_000

type Joined = ReturnType<typeof clientRoom>

const isSaved = ({ room }: Joined) => room.saved.get().state === 'saved' && room.saved.get().pending === 0

const arrived = (reader: Joined, length: number) =>
  until(() => reader.text.length === length, `${length} characters are there`, LONG_MS)

const longest = ({ sent }: Joined) => Math.max(...sent.map(({ length }) => length))

test('[X4] [UP3] 18 MiB written in one transaction arrive in parts, on one socket, and are saved', async () => {
  const { wsUrl } = await startRelay({ store: sqliteStore(tempFile()) })
  const reader = clientRoom(wsUrl, 'lesson')
  await reader.connected()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(18 * MIB))
  const writer = clientRoom(wsUrl, 'lesson', { doc })
  await arrived(reader, 18 * MIB)
  await until(() => isSaved(writer), 'it is saved', LONG_MS)
  expect(writer.sockets).toHaveLength(1)
  expect(reader.sockets).toHaveLength(1)
  expect(longest(writer)).toBeLessThan(MIB)
})

test('[SV4] what is written online in parts is not called saved before its last part is', async () => {
  const store = sqliteStore(tempFile())
  const { wsUrl } = await startRelay({ store })
  const writer = clientRoom(wsUrl, 'lesson')
  await writer.connected()
  await until(() => isSaved(writer), 'nothing is unsaved')
  writer.text.insert(0, 'x'.repeat(3 * MIB))
  await until(() => isSaved(writer), 'it is saved', LONG_MS)
  const stored = new Y.Doc()
  for (const update of (await store.open('lesson')).updates) Y.applyUpdate(stored, update)
  expect(stored.getText('text').length).toBe(3 * MIB)
})

test('[SV4] where a part is refused, what was written is not called saved', async () => {
  const { wsUrl } = await startRelay({ store: sqliteStore(tempFile()), limits: { document: MIB } })
  const writer = clientRoom(wsUrl, 'lesson')
  await writer.connected()
  await until(() => isSaved(writer), 'nothing is unsaved')
  const seen = new Set<string>()
  writer.room.saved.subscribe(({ state }) => seen.add(state))
  writer.text.insert(0, 'x'.repeat(3 * MIB))
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(seen).not.toContain('saved')
  expect(writer.room.saved.get()).toEqual({
    state: 'local',
    pending: 1,
    obstacle: { kind: 'document-full' },
  })
  // Once it is taken away there is nothing in the way: the relay asks again.
  writer.text.delete(0, 3 * MIB - 10)
  await until(() => isSaved(writer), 'it is saved', LONG_MS)
  expect(writer.room.saved.get().obstacle).toBeUndefined()
})

test('[X4] a stock client with 18 MiB in one message is told why, stops, and disturbs nobody', async () => {
  const { wsUrl, url } = await startRelay()
  const others = [clientRoom(wsUrl, 'lesson'), clientRoom(wsUrl, 'lesson')] as const
  for (const other of others) await other.connected()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(18 * MIB))
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const stock = stockClient(wsUrl, 'lesson', { doc })
  await until(async () => (await metricOf(url, 'homeroom_closes_total', { reason: 'message-too-big' })) === 1)
  await until(() => !stock.provider.shouldConnect, 'it has stopped')
  expect(warned.mock.calls.flat().join(' ')).toContain('larger than this relay takes')
  others[0].text.insert(0, 'still here')
  await until(() => others[1].text.toString() === 'still here')
  expect(others.map(({ sockets }) => sockets.length)).toEqual([1, 1])
  expect(await metricOf(url, 'homeroom_joins_total')).toBe(3)
})

test('[X5] ten inserts of 1 MiB without a connection arrive when it is back, and so does what is typed next', async () => {
  const store = sqliteStore(tempFile())
  const relay = await startRelay({ store })
  const { port } = new URL(relay.url)
  const writer = clientRoom(relay.wsUrl, 'lesson')
  await writer.connected()
  await relay.close()
  for (let count = 0; count < 10; count++) writer.text.insert(0, 'y'.repeat(MIB))
  const again = await startRelay({ port: Number(port) })
  const reader = clientRoom(again.wsUrl, 'lesson')
  await arrived(reader, 10 * MIB)
  writer.text.insert(0, 'next')
  await arrived(reader, 10 * MIB + 4)
})

test('[X6] a room of 18 MiB whose relay has lost everything comes back from its clients', async () => {
  const relay = await startRelay()
  const { port } = new URL(relay.url)
  const writer = clientRoom(relay.wsUrl, 'lesson')
  await writer.connected()
  for (let count = 0; count < 18; count++) writer.doc.getArray('pages').push(['z'.repeat(MIB)])
  await relay.close()
  const again = await startRelay({ port: Number(port) })
  const reader = clientRoom(again.wsUrl, 'lesson')
  await until(() => reader.doc.getArray('pages').length === 18, 'all pages are there', LONG_MS)
})

test('[X7] what is pushed into a room that was replaced arrives, of whatever size', async () => {
  const { wsUrl, url, relay } = await startRelay({ secrets: [SECRET] })
  const host = { token: await token({ role: 'host' }) }
  const writer = clientRoom(wsUrl, 'lesson', host)
  await writer.connected()
  writer.text.insert(0, 'p'.repeat(10 * MIB))
  await until(() => writer.room.saved.get().state !== 'local', 'it is there', LONG_MS)
  const deleted = await fetch(`${url}/api/rooms/lesson/document`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${host.token}` },
  })
  expect(deleted.ok).toBe(true)
  await until(() => writer.room.status.get().state === 'room-reset')
  writer.room.copy.push()
  const reader = clientRoom(wsUrl, 'lesson', host)
  await arrived(reader, 10 * MIB)
  expect(relay).toBeDefined()
})

test('[X8] a value that is too large is told with its size; without it, all the rest goes on at once', async () => {
  const { wsUrl, url } = await startRelay({ store: sqliteStore(tempFile()) })
  const [writer, reader] = [clientRoom(wsUrl, 'lesson'), clientRoom(wsUrl, 'lesson')]
  await Promise.all([writer.connected(), reader.connected()])
  writer.doc.getMap('pictures').set('one', new Uint8Array(9 * MIB))
  await until(() => writer.room.saved.get().obstacle !== undefined)
  const { obstacle } = writer.room.saved.get()
  expect(obstacle).toMatchObject({ kind: 'too-large', limit: 8 * MIB })
  expect((obstacle as { bytes: number }).bytes).toBeGreaterThan(9 * MIB)
  writer.text.insert(0, 'typed meanwhile')
  expect(writer.room.saved.get()).toMatchObject({ state: 'local', pending: 2 })
  writer.doc.getMap('pictures').delete('one')
  await until(() => reader.text.toString() === 'typed meanwhile')
  await until(() => isSaved(writer))
  expect(writer.room.saved.get().obstacle).toBeUndefined()
  writer.text.insert(0, 'and ')
  await until(() => reader.text.toString() === 'and typed meanwhile')
  expect(writer.sockets).toHaveLength(1)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
})

test('[X8] what was written before a value that is too large is not held back by it', async () => {
  const { wsUrl } = await startRelay({ limits: { update: 100_000 } })
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'before')
  doc.getMap('pictures').set('one', new Uint8Array(200_000))
  const writer = clientRoom(wsUrl, 'lesson', { doc })
  const reader = clientRoom(wsUrl, 'lesson')
  await until(() => reader.text.toString() === 'before')
  expect(writer.room.saved.get()).toMatchObject({ state: 'local', obstacle: { kind: 'too-large' } })
})

test('[X16] what a member has written, and comes back with as a viewer, is not called saved, and the reason is told', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], store: sqliteStore(tempFile()) })
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'written offline')
  const viewer = clientRoom(wsUrl, 'lesson', { doc, token: await token({ role: 'viewer' }) })
  await until(() => viewer.room.saved.get().obstacle !== undefined)
  expect(viewer.room.saved.get()).toMatchObject({ state: 'local', obstacle: { kind: 'read-only' } })
  const exported = new Y.Doc()
  Y.applyUpdate(exported, viewer.room.copy.export())
  expect(exported.getText('text').toString()).toBe('written offline')
  const other = clientRoom(wsUrl, 'lesson', { token: await token({ role: 'viewer', sub: 'other' }) })
  await until(() => isSaved(other))
  expect(other.room.notice.get()).toBeNull()
})
