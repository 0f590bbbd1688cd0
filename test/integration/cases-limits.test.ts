import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSES, MESSAGES, writeMessage } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** How often the relay has asked for the document: sync step 1. */
const asked = (frames: readonly Uint8Array[]): number =>
  frames.filter((frame) => frame[0] === MESSAGES.sync.type && frame[1] === 0).length

/** The updates of a document in which so many words are written one after the other. */
const wordsOf = (count: number): Uint8Array[] => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('text')
  for (let word = 0; word < count; word++) text.insert(text.length, `word ${word} `)
  return updates
}

test('[DL3] V17 of 5000 updates the first is held back: it is asked for once, the room goes on, and with it all is there', async () => {
  const { wsUrl, url } = await startRelay()
  const [first = new Uint8Array(), ...others] = wordsOf(5_001)
  const raw = await rawClient(wsUrl, 'lesson')
  const a = stockClient(wsUrl, 'lesson')
  const b = stockClient(wsUrl, 'board')
  const c = stockClient(wsUrl, 'board')
  for (const client of [a, b, c]) await client.synced()
  await until(() => asked(raw.frames) === 1, 'the relay has asked at the beginning, as it asks everyone')
  for (const update of others) raw.send(writeMessage.update(update))
  for (const word of ['while', 'it', 'waits']) {
    b.text.insert(0, word)
    await until(() => c.text.toString() === b.text.toString())
  }
  await until(async () => (await metricOf(url, 'homeroom_messages_received_total')) > 5_000)
  expect(asked(raw.frames)).toBe(2)
  expect(a.text.toString()).toBe('')
  raw.send(writeMessage.update(first))
  await until(() => a.text.toString().endsWith('word 5000 '))
})

test('[DL3] V17 where more waits than a room bears its sender is closed, and nobody else', async () => {
  const { wsUrl } = await startRelay({ limits: { pending: 10_000 } })
  const [, ...others] = wordsOf(2_000)
  const raw = await rawClient(wsUrl, 'lesson')
  const [a, b] = [stockClient(wsUrl, 'lesson'), stockClient(wsUrl, 'lesson')]
  for (const client of [a, b]) await client.synced()
  for (const update of others) raw.send(writeMessage.update(update))
  expect((await raw.closed).code).toBe(CLOSES['document-gap'].close)
  a.text.insert(0, 'on it goes')
  await until(() => b.text.toString() === 'on it goes')
})

test('[DL1][DL2] C59 a paste that is too large, or too much for the room, is refused and said; the room stays usable', async () => {
  const { wsUrl, url } = await startRelay({ limits: { document: 3_000_000, update: 2_500_000 } })
  const other = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  await other.connected()
  const paste = async (bytes: number) => {
    const room = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
    await room.connected()
    room.text.insert(0, 'x'.repeat(bytes))
    return room
  }
  const refused = (code: string) => metricOf(url, 'homeroom_faults_total', { code })
  await paste(2_000_000)
  await until(() => other.text.length === 2_000_000)
  // Our own client sends it in parts: those that fit are there, and the rest is told and stays with it.
  const room = await paste(2_000_000)
  await until(() => room.notice.get()?.code === 'document-too-large')
  expect(room.room.saved.get()).toMatchObject({ state: 'local', pending: 1 })
  room.room.leave()
  const stock = stockClient(wsUrl, 'lesson')
  await stock.synced()
  stock.text.insert(0, 'x'.repeat(2_600_000))
  await until(async () => (await refused('message-too-large')) > 0)
  stock.provider.destroy()
  const reader = stockClient(wsUrl, 'lesson')
  await reader.synced()
  expect(await refused('document-too-large')).toBeGreaterThan(0)
  expect(reader.text.length).toBeLessThan(3_000_000)
  await until(() => other.text.length === reader.text.length)
  other.text.delete(0, other.text.length - 1_000)
  await until(() => reader.text.length === 1_000)
  other.text.insert(0, 'and there is room again: ')
  await until(() => reader.text.length === 1_025)
})
