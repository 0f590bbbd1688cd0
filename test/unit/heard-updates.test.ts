import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createContext } from '../../server/base/context.ts'
import { Turns } from '../../server/base/turns.ts'
import { encodeState } from '../../server/document/encode.ts'
import { memoryStore } from '../../server/index.ts'
import { Journal } from '../../server/rooms/journal.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import { ALONE } from '../support/alone.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'

const update = (value: number) => Uint8Array.of(0, 0, value)

const setUp = () => {
  const time = fakeClock()
  const context = createContext({ clock: time.clock, log: memoryLog().log })
  const inner = memoryStore()
  const faulty = faultyStore(inner)
  const { store } = faulty
  const journal = new Journal(
    {
      ...ALONE,
      ...{ room: 'lesson', epoch: () => 'e', lastSeq: 0, records: 0, bytes: 0 },
      *snapshot() {
        return [yield* encodeState(new Y.Doc())]
      },
      ...{ mayCompact: () => false, onWritten: () => undefined },
    },
    { ...context, store, writer: new StoreWriter({ store, clock: time.clock }), turns: new Turns(context) },
  )
  const stored = async () => (await inner.open('lesson')).updates.map((bytes) => bytes[2])
  return { journal, stored, ...faulty, ...time }
}

test('[SV1] nothing is saved before what another node told of earlier is stored by that node', async () => {
  const { journal, stored } = setUp()
  journal.updated(update(1), null)
  journal.heard('north', update(2), 1)
  journal.updated(update(3), null)
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toEqual([1, 3])
  expect(journal.stored).toBe(1)
  const saved = journal.whenStored(3)
  journal.storedBy('south', 9)
  expect(journal.stored).toBe(1)
  journal.storedBy('north', 1)
  expect(journal.stored).toBe(3)
  expect(await saved).toBe(true)
})

test('[SV1] what a node that is gone has not stored is stored here, and only then saved', async () => {
  const { journal, stored, fail, heal } = setUp()
  journal.heard('north', update(1), 1)
  journal.heard('north', update(2), 2)
  journal.heard('south', update(3), 1)
  journal.updated(update(4), null)
  expect(await journal.flush()).toBe(true)
  journal.storedBy('north', 1)
  journal.storedBy('south', 1)
  expect(journal.stored).toBe(1)
  fail('append')
  journal.orphaned('north')
  expect(await journal.flush()).toBe(false)
  expect(journal.stored).toBe(1)
  heal()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toEqual([4, 2])
  expect(journal.stored).toBe(journal.appended)
})

test('[SV1] a node that says nothing for a second is not waited for', async () => {
  const { journal, stored, advance } = setUp()
  journal.heard('north', update(1), 1)
  advance(999)
  journal.sweep()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toEqual([])
  advance(1)
  journal.sweep()
  expect(await journal.flush()).toBe(true)
  expect(await stored()).toEqual([1])
  expect(journal.stored).toBe(journal.appended)
})
