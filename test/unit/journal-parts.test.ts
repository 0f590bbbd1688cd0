import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFence } from '../../server/base/fence.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { Turns, type Work } from '../../server/base/turns.ts'
import { encodeState } from '../../server/document/encode.ts'
import { sqliteStore } from '../../server/index.ts'
import { Journal } from '../../server/rooms/journal.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import { ALONE } from '../support/alone.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { tempFile } from '../support/temp-folder.ts'

test('[DO5][UP1] a large snapshot goes to the store in parts, and what is read of them is the same document', async () => {
  const store = sqliteStore(tempFile())
  onTestCleanup(() => store.close())
  const doc = new Y.Doc()
  const time = fakeClock()
  const { log, lines } = memoryLog()
  const metrics = createMetrics()
  const turns = new Turns({ clock: time.clock, fence: createFence(log, metrics) })
  const context = {
    store,
    writer: new StoreWriter({ store, clock: time.clock }),
    turns,
    clock: time.clock,
    metrics,
    log,
  }
  const stored = await store.open('lesson')
  const options = {
    ...ALONE,
    room: 'lesson',
    epoch: () => 'e',
    mayCompact: () => true,
    onWritten: () => undefined,
  }
  function* snapshot(): Work<readonly Uint8Array[]> {
    return [yield* encodeState(doc)]
  }
  const journal = new Journal(
    { ...options, lastSeq: stored.lastSeq, records: 0, bytes: 0, snapshot },
    context,
  )
  const onUpdate = (update: Uint8Array) => journal.updated(update, null)
  doc.on('update', onUpdate)
  for (let index = 0; index < 3; index++)
    doc.getText(`${index}`).insert(0, `${index}`.repeat(2 * 1024 * 1024))
  doc.getText('0').delete(5, 10)
  expect(await journal.flush()).toBe(true)
  await journal.compact()
  const { updates, lastSeq } = await store.open('lesson')
  expect(lines).toEqual([])
  expect(updates.length).toBeGreaterThan(5)
  const copy = new Y.Doc()
  for (const update of updates) Y.applyUpdate(copy, update)
  expect(Buffer.compare(Y.encodeStateAsUpdate(copy), Y.encodeStateAsUpdate(doc))).toBe(0)
  // Nothing came since: the snapshot is not written again, here or where the room is loaded anew.
  const bytes = updates.reduce((sum, { length }) => sum + length, 0)
  const again = new Journal({ ...options, lastSeq, records: updates.length, bytes, snapshot }, context)
  for (const one of [journal, again]) await one.compact()
  const after = (await store.open('lesson')).updates
  expect(after).toHaveLength(updates.length)
  expect(Buffer.compare(Buffer.concat(after), Buffer.concat(updates))).toBe(0)
  doc.off('update', onUpdate)
  doc.on('update', (update: Uint8Array) => again.updated(update, null))
  doc.getText('0').delete(0, 1024 * 1024)
  expect(await again.flush()).toBe(true)
  await again.compact()
  expect((await store.open('lesson')).updates.length).toBeLessThan(updates.length)
})
