import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

const update = (client: number, value: string) => updateOf([{ client, structs: [text(value)] }])

const tamper = (file: string, sql: string) => {
  const db = new DatabaseSync(file)
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

test('[ST1] a room with a damaged record opens with the rest of it, is counted, and goes on', async () => {
  const file = tempFile()
  const before = sqliteStore(file)
  await appendTo(before, 'lesson', 'e', [update(1, 'a'), update(2, 'b'), update(3, 'c')])
  await appendTo(before, 'board', 'e', [update(1, 'whole')])
  await before.close()
  tamper(file, "UPDATE records SET body = x'00' WHERE seq = 2")
  const { wsUrl, url, close } = await startRelay({ store: sqliteStore(file), idleMs: 0 })
  const client = stockClient(wsUrl, 'lesson')
  await client.synced()
  expect([...client.text.toString()].sort().join('')).toBe('ac')
  const board = stockClient(wsUrl, 'board')
  await board.synced()
  expect(board.text.toString()).toBe('whole')
  expect(await metricOf(url, 'homeroom_store_quarantined_records_total')).toBe(1)
  client.text.insert(0, 'more ')
  client.provider.destroy()
  board.provider.destroy()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
  await close()
  expect(tamper(file, 'SELECT room, seq FROM quarantine')).toEqual([{ room: 'lesson', seq: 2 }])
  const again = await startRelay({ store: sqliteStore(file) })
  const later = stockClient(again.wsUrl, 'lesson')
  await later.synced()
  expect([...later.text.toString().replace('more ', '')].sort().join('')).toBe('ac')
  expect(later.text.toString()).toContain('more ')
  expect(await metricOf(again.url, 'homeroom_store_quarantined_records_total')).toBe(0)
})

test('[ST1] a record that is whole but that Yjs cannot read stays in the file, and the rest of its room lives', async () => {
  const file = tempFile()
  const unreadable = Uint8Array.of(9, 9, 9)
  const before = sqliteStore(file)
  await appendTo(before, 'lesson', 'e', [update(1, 'a'), unreadable, update(2, 'b')])
  await before.close()
  const { wsUrl, url, close } = await startRelay({ store: sqliteStore(file), idleMs: 0 })
  const client = stockClient(wsUrl, 'lesson')
  await client.synced()
  expect(client.text.toString()).toHaveLength(2)
  expect(await metricOf(url, 'homeroom_store_quarantined_records_total')).toBe(1)
  client.text.insert(0, 'c')
  client.provider.destroy()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
  await close()
  const after = sqliteStore(file)
  const { updates, quarantined } = await after.open('lesson')
  await after.close()
  expect(quarantined).toBe(0)
  expect(updates).toHaveLength(4)
  expect(updates[1]).toEqual(unreadable)
})

test('[DO5] a room that is unloaded is one snapshot in the file', async () => {
  const file = tempFile()
  const { wsUrl, url, close } = await startRelay({ store: sqliteStore(file), idleMs: 0 })
  const client = stockClient(wsUrl, 'lesson')
  await client.synced()
  for (const letter of 'abc') {
    client.text.insert(client.text.length, letter)
    await until(async () => (await metricOf(url, 'homeroom_journal_pending_updates')) === 0)
  }
  client.provider.destroy()
  await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0)
  await close()
  const after = sqliteStore(file)
  const { updates } = await after.open('lesson')
  await after.close()
  expect(updates).toHaveLength(1)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, updates[0] as Uint8Array)
  expect(doc.getText('text').toString()).toBe('abc')
})
