import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFence } from '../../server/base/fence.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { Turns, type Work } from '../../server/base/turns.ts'
import { encodeState } from '../../server/document/encode.ts'
import { memoryStore, type Store } from '../../server/index.ts'
import { Journal, type JournalOptions } from '../../server/rooms/journal.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import { appendTo } from '../../server/store/store.ts'
import { ALONE } from '../support/alone.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { participant } from '../support/participant.ts'
import { sumOf } from '../support/relay-metrics.ts'
import { until } from '../support/until.ts'

function* partsOf(doc: Y.Doc): Work<readonly Uint8Array[]> {
  return [yield* encodeState(doc)]
}

const setUp = (options: Partial<JournalOptions> = {}) => {
  const inner = memoryStore()
  const faulty = faultyStore(inner)
  const batches: Uint8Array[][] = []
  const store: Store = {
    ...faulty.store,
    append: (writes) => {
      for (const { batch } of writes) batches.push([...batch])
      return faulty.store.append(writes)
    },
  }
  const doc = new Y.Doc()
  const time = fakeClock()
  const metrics = createMetrics()
  const { log, lines } = memoryLog()
  const turns = new Turns({ clock: time.clock, fence: createFence(log, metrics) })
  const journal = new Journal(
    {
      room: 'lesson',
      epoch: () => 'e',
      lastSeq: 0,
      records: 0,
      bytes: 0,
      snapshot: () => partsOf(doc),
      onWritten: () => undefined,
      ...ALONE,
      mayCompact: () => true,
      ...options,
    },
    { store, writer: new StoreWriter({ store, clock: time.clock }), turns, clock: time.clock, metrics, log },
  )
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'stored') journal.updated(update, null)
  })
  const write = (text: string) => doc.getText('text').insert(doc.getText('text').length, text)
  const stored = async () => {
    const copy = new Y.Doc()
    for (const update of (await inner.open('lesson')).updates) Y.applyUpdate(copy, update)
    return copy.getText('text').toString()
  }
  const metric = async (name: string, labels?: Record<string, string>) =>
    sumOf(await metrics.registry.metrics(), name, labels)
  return { journal, turns, doc, write, stored, batches, inner, ...faulty, ...time, metric, lines }
}

test('[DO4] the updates of one turn of the event loop are one batch, in order', async () => {
  const { journal, write, batches, stored, metric } = setUp()
  for (const letter of 'abc') write(letter)
  expect(batches).toEqual([])
  expect(await metric('homeroom_journal_pending_updates')).toBe(3)
  await until(() => batches.length > 0)
  expect(batches[0]).toHaveLength(3)
  expect(await journal.flush()).toBe(true)
  expect(batches).toHaveLength(1)
  expect(await stored()).toBe('abc')
  expect(await metric('homeroom_journal_pending_updates')).toBe(0)
  expect(await metric('homeroom_journal_written_updates_total')).toBe(3)
})

test('[DO4] what comes while a batch is written is the next batch: one writer at a time', async () => {
  const { journal, write, batches, hold, stored } = setUp()
  const release = hold('append')
  write('a')
  await until(() => batches.length === 1)
  write('b')
  write('c')
  const flushed = journal.flush()
  expect(batches).toHaveLength(1)
  release()
  expect(await flushed).toBe(true)
  expect(batches.map((batch) => batch.length)).toEqual([1, 2])
  expect(await stored()).toBe('abc')
})

test('[DO4] C65 a batch that fails is written again before later updates, with more patience each time', async () => {
  const { journal, write, batches, fail, heal, advance, stored, metric, lines } = setUp()
  fail('append')
  write('a')
  await until(() => journal.isFailing)
  write('b')
  let waitedMs = 0
  const delaysMs: number[] = []
  while (delaysMs.length < 8) {
    const before = batches.length
    advance(50)
    waitedMs += 50
    journal.sweep()
    await new Promise(setImmediate)
    if (batches.length === before) continue
    delaysMs.push(waitedMs)
    waitedMs = 0
    await until(async () => (await metric('homeroom_store_failures_total')) === batches.length)
  }
  expect(delaysMs).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000])
  expect(await metric('homeroom_journal_pending_updates')).toBe(2)
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      fields: expect.objectContaining({ room: 'lesson', operation: 'append' }),
    }),
  )
  heal()
  advance(5000)
  journal.sweep()
  await until(() => !journal.isFailing)
  write('c')
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toBe('abc')
  expect(await metric('homeroom_journal_pending_updates')).toBe(0)
})

test('[DO4] a flush is true only where the store has everything, also what was on its way already', async () => {
  const { journal, write, batches, hold, fail, heal, stored } = setUp()
  const release = hold('append')
  write('a')
  await until(() => batches.length === 1)
  const flushed = journal.flush()
  fail('append')
  release()
  expect(await flushed).toBe(false)
  expect(await stored()).toBe('')
  heal()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toBe('a')
})

test('[DO4] updates that wait for a store that is down are merged, and none is lost', async () => {
  const { journal, write, fail, heal, stored, metric } = setUp()
  fail('append')
  write('x')
  await until(() => journal.isFailing)
  for (let index = 0; index < 2000; index++) write('y')
  expect(await metric('homeroom_journal_pending_updates')).toBeLessThanOrEqual(257)
  heal()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toBe(`x${'y'.repeat(2000)}`)
  expect(await metric('homeroom_journal_pending_updates')).toBe(0)
})

test('[DO4] much that comes at once goes to the store a little at a time, and all of it in order', async () => {
  const { journal, write, fail, heal, stored, batches, inner } = setUp()
  for (let index = 0; index < 8; index++) write(`${index}`.repeat(400_000))
  fail('append')
  expect(await journal.flush()).toBe(false)
  heal()
  const seen: number[] = []
  const { append } = inner
  inner.append = (...args) => append(...args).finally(() => seen.push(journal.stored))
  expect(await journal.flush()).toBe(true)
  expect(batches.map(({ length }) => length)).toEqual([2, 2, 2, 2, 2])
  expect(seen).toEqual([0, 2, 4, 6])
  expect(await stored()).toHaveLength(8 * 400_000)
})

test('[DO5] after 500 records a snapshot takes their place, by itself', async () => {
  const { journal, write, inner, stored, calls } = setUp()
  for (let index = 0; index < 499; index++) write('a')
  await journal.flush()
  expect(calls('compact')).toBe(0)
  write('b')
  await journal.flush()
  await journal.compact()
  expect((await inner.open('lesson')).updates).toHaveLength(1)
  expect(await stored()).toBe(`${'a'.repeat(499)}b`)
  write('c')
  await journal.flush()
  expect((await inner.open('lesson')).updates).toHaveLength(2)
  expect(await stored()).toBe(`${'a'.repeat(499)}bc`)
})

test('[DO5] compacts when it is told to, where there is something to compact', async () => {
  const { journal, write, calls, inner } = setUp()
  await journal.compact()
  write('a')
  await journal.flush()
  await journal.compact()
  expect(calls('compact')).toBe(0)
  write('b')
  await journal.flush()
  await journal.compact()
  await journal.compact()
  expect(calls('compact')).toBe(1)
  expect((await inner.open('lesson')).updates).toHaveLength(1)
})

test('[DO5] a snapshot that fails loses nothing, is counted, and is not made again for each batch', async () => {
  const { journal, write, fail, heal, calls, stored, metric } = setUp({ records: 499 })
  fail('compact')
  for (let index = 0; index < 20; index++) {
    write('a')
    await journal.flush()
  }
  expect(calls('compact')).toBe(1)
  expect(await metric('homeroom_store_failures_total', { operation: 'compact' })).toBe(1)
  expect(journal.isFailing).toBe(false)
  expect(await stored()).toBe('a'.repeat(20))
  heal()
  await journal.compact()
  expect(calls('compact')).toBe(2)
  expect(await stored()).toBe('a'.repeat(20))
})

test('[DO5] a document that cannot be written as a snapshot keeps its records', async () => {
  const failing = setUp({
    snapshot: () => {
      throw new RangeError('Maximum call stack size exceeded')
    },
  })
  failing.write('a')
  failing.write('b')
  await failing.journal.flush()
  await failing.journal.compact()
  expect(await failing.stored()).toBe('ab')
  const without = setUp({ records: 10_000, mayCompact: () => false })
  without.write('a')
  await without.journal.flush()
  await without.journal.compact()
  expect(without.calls('compact')).toBe(0)
})

test('[N9][N10] what another writer puts between our records is merged, and is in the next snapshot', async () => {
  const { journal, doc, write, inner, stored } = setUp({
    merge: async (updates) => {
      for (const update of updates) Y.applyUpdate(doc, update, 'stored')
      return true
    },
  })
  write('a')
  write('b')
  await journal.flush()
  const other = new Y.Doc()
  other.getText('text').insert(0, 'theirs ')
  await appendTo(inner, 'lesson', 'e', [Y.encodeStateAsUpdate(other)])
  write('c')
  await journal.flush()
  await until(() => doc.getText('text').toString().includes('theirs'))
  await journal.compact()
  expect((await inner.open('lesson')).updates).toHaveLength(1)
  expect([...(await stored())].sort().join('').trim()).toBe([...'theirsabc'].sort().join(''))
})

test('[DO4] what is held counts as what has changed, and what another node stores is left to it', async () => {
  const { journal, batches } = setUp()
  const [one, two, three] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]
  journal.held(one, participant())
  const elsewhere = participant({ source: 'node', isStoredElsewhere: true })
  for (const take of ['updated', 'held'] as const) journal[take](two, elsewhere)
  journal.updated(three, participant({ source: 'server' }))
  expect(journal.appended).toBe(2)
  expect(await journal.flush()).toBe(true)
  expect(batches).toEqual([[one, three]])
  expect(journal.stored).toBe(2)
})

test('[DO4] a journal that has missed an update writes the whole document', async () => {
  const doc = new Y.Doc()
  const { journal, stored } = setUp({ snapshot: () => partsOf(doc) })
  doc.getText('text').insert(0, 'missed')
  journal.missed()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toBe('missed')
})
