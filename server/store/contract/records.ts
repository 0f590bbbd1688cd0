import { appendTo, EpochMismatch, type ListRange } from '../store.ts'
import { bytes, type ContractCase, hasFields, rejects, same } from './case.ts'

const REPLACEMENTS = [
  ['a snapshot', bytes(9)],
  ['nothing', null],
] as const

/** What every store does with the records of rooms. */
export const recordCases: readonly ContractCase[] = [
  {
    name: '[DO9] knows nothing of a room that nobody wrote to, and makes none by looking',
    async run(open) {
      const { store } = await open()
      const nothing = { isNew: true, updates: [], lastSeq: 0, quarantined: 0, orders: {}, policyVersion: 0 }
      hasFields(await store.open('lesson'), nothing)
      hasFields(await store.open('lesson'), nothing)
      same(await store.list(), [])
    },
  },

  {
    name: '[DO9] the first append makes the room under the epoch of its writer',
    async run(open) {
      const { store } = await open()
      same(await appendTo(store, 'lesson', 'epoch-1', [bytes(1), bytes(2, 2)]), 2)
      hasFields(await store.open('lesson'), {
        epoch: 'epoch-1',
        updates: [bytes(1), bytes(2, 2)],
        lastSeq: 2,
        quarantined: 0,
      })
    },
  },

  {
    name: '[ST2] gives back what was appended, whole and in order, with numbers that go on',
    async run(open) {
      const { store } = await open()
      const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => index)
      same(await appendTo(store, 'lesson', 'e', [bytes(1)]), 1)
      same(await appendTo(store, 'lesson', 'e', []), 1)
      same(await appendTo(store, 'lesson', 'e', [bytes(), large]), 3)
      const { updates, lastSeq } = await store.open('lesson')
      same(lastSeq, 3)
      same(updates.slice(0, 2), [bytes(1), bytes()])
      same(Buffer.compare(updates[2] as Uint8Array, large), 0)
    },
  },

  {
    name: '[ST2] keeps a copy: the bytes stay the writer’s',
    async run(open) {
      const { store } = await open()
      const update = bytes(1, 2, 3)
      await appendTo(store, 'lesson', 'e', [update])
      update.fill(9)
      const snapshot = bytes(4, 5)
      await appendTo(store, 'board', 'e', [bytes(1)])
      await store.compact('board', 'e', snapshot, 1)
      snapshot.fill(9)
      same((await store.open('lesson')).updates, [bytes(1, 2, 3)])
      same((await store.open('board')).updates, [bytes(4, 5)])
    },
  },

  {
    name: '[ST2] a batch with something in it that cannot be stored changes nothing',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e', [bytes(1)])
      const bad = [bytes(2), undefined as unknown as Uint8Array, bytes(3)]
      await rejects(appendTo(store, 'lesson', 'e', bad))
      await rejects(appendTo(store, 'new', 'e', bad))
      hasFields(await store.open('lesson'), { updates: [bytes(1)], lastSeq: 1 })
      hasFields(await store.open('new'), { isNew: true, updates: [] })
      same(await appendTo(store, 'lesson', 'e', [bytes(4)]), 2)
    },
  },

  {
    name: '[ST2] a writer of another generation is refused, and changes nothing',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'new', [bytes(1), bytes(2)])
      await rejects(appendTo(store, 'lesson', 'old', [bytes(9)]), EpochMismatch)
      await rejects(store.compact('lesson', 'old', bytes(9), 2), EpochMismatch)
      hasFields(await store.open('lesson'), {
        epoch: 'new',
        updates: [bytes(1), bytes(2)],
        lastSeq: 2,
        quarantined: 0,
      })
    },
  },

  {
    name: '[ST2] appends that run at the same time are all there, each under numbers of its own',
    async run(open) {
      const { store } = await open()
      const numbers = Array.from({ length: 50 }, (_, index) => index)
      const last = await Promise.all(
        numbers.map((index) => appendTo(store, 'lesson', 'e', [bytes(index, 0), bytes(index, 1)])),
      )
      same(
        [...last].sort((a, b) => a - b),
        numbers.map((index) => 2 * index + 2),
      )
      const { updates } = await store.open('lesson')
      for (const index of numbers) {
        const end = last[index] as number
        same(updates.slice(end - 2, end), [bytes(index, 0), bytes(index, 1)])
      }
    },
  },

  {
    name: '[ST3] a replaced room has another epoch and the snapshot as its one record; the others stay',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2)])
      await appendTo(store, 'board', 'e2', [bytes(3)])
      await store.replace('lesson', 'e3', bytes(7, 7))
      await store.replace('new', 'e4', bytes(8))
      const loaded = await store.open('lesson')
      hasFields(loaded, { epoch: 'e3', updates: [bytes(7, 7)], quarantined: 0 })
      same(await appendTo(store, 'lesson', 'e3', [bytes(4)]), loaded.lastSeq + 1)
      same((await store.open('lesson')).updates, [bytes(7, 7), bytes(4)])
      await store.compact('lesson', 'e3', bytes(7, 7, 4), loaded.lastSeq + 1)
      same((await store.open('lesson')).updates, [bytes(7, 7, 4)])
      hasFields(await store.open('new'), { epoch: 'e4', updates: [bytes(8)] })
      hasFields(await store.open('board'), { epoch: 'e2', updates: [bytes(3)] })
    },
  },

  {
    name: '[ST3] a room that is replaced by nothing keeps its new epoch, and is written to under it',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2)])
      await store.replace('lesson', 'e2', null)
      await store.replace('never', 'e3', null)
      hasFields(await store.open('lesson'), { epoch: 'e2', updates: [] })
      hasFields(await store.open('never'), { epoch: 'e3', updates: [] })
      await appendTo(store, 'lesson', 'e2', [bytes(4)])
      hasFields(await store.open('lesson'), { epoch: 'e2', updates: [bytes(4)] })
    },
  },

  ...REPLACEMENTS.map(
    ([what, snapshot]): ContractCase => ({
      name: `[ST3] a writer of the generation before is refused where a room was replaced by ${what}`,
      async run(open) {
        const { store } = await open()
        await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2)])
        await store.replace('lesson', 'e2', snapshot)
        const replaced = await store.open('lesson')
        await rejects(appendTo(store, 'lesson', 'e1', [bytes(3)]), EpochMismatch)
        await rejects(store.compact('lesson', 'e1', bytes(3), 2), EpochMismatch)
        same(await store.open('lesson'), replaced)
      },
    }),
  ),

  {
    name: '[ST3] a snapshot that cannot be stored leaves the room as it was',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e1', [bytes(1)])
      await rejects(store.replace('lesson', 'e2', undefined as unknown as Uint8Array))
      hasFields(await store.open('lesson'), { epoch: 'e1', updates: [bytes(1)], lastSeq: 1 })
    },
  },

  {
    name: '[ST3] the snapshot is a copy: the bytes stay the caller’s',
    async run(open) {
      const { store } = await open()
      const snapshot = bytes(4, 5)
      await store.replace('lesson', 'e', snapshot)
      snapshot.fill(9)
      same((await store.open('lesson')).updates, [bytes(4, 5)])
    },
  },

  {
    name: '[DO9] rooms are told apart by every character of their ids',
    async run(open) {
      const { store } = await open()
      const ids = ['a', 'A', 'a/b', 'a/b/c', 'á', 'ß', '教室', 'a.b', 'a~b', "o'", '%', '_']
      for (const [index, id] of ids.entries()) await appendTo(store, id, `e${index}`, [bytes(index)])
      for (const [index, id] of ids.entries()) {
        hasFields(await store.open(id), { epoch: `e${index}`, updates: [bytes(index)] })
      }
    },
  },

  {
    name: '[ST4] lists the rooms that have records, with their epochs, records and bytes',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'b', 'e1', [bytes(1, 2, 3), bytes(4)])
      await appendTo(store, 'looked-at', 'e2', [])
      await appendTo(store, 'gone', 'e3', [bytes(1)])
      await store.replace('gone', 'e4', null)
      await store.replace('a', 'e5', bytes(1, 2))
      same(
        (await store.list()).map((line) => ({ ...line })),
        [
          { room: 'a', epoch: 'e5', records: 1, bytes: 2 },
          { room: 'b', epoch: 'e1', records: 2, bytes: 4 },
        ],
      )
    },
  },

  {
    name: '[ST4] a list comes in the order of code points, and in parts that leave nothing out',
    async run(open) {
      const { store } = await open()
      const sorted = ['B', 'a', 'a/b', 'a/c', 'ab', 'b', 'é', '教室', 'Ａ', '𠀀']
      for (const room of sorted.toReversed()) await appendTo(store, room, 'e', [bytes(1)])
      const names = async (range: ListRange) => (await store.list(range)).map(({ room }) => room)
      same(await names({}), sorted)
      same(await names({ limit: 3 }), sorted.slice(0, 3))
      same(await names({ after: 'a/b' }), sorted.slice(3))
      same(await names({ after: 'a/bb', limit: 2 }), ['a/c', 'ab'])
      same(await names({ after: '𠀀' }), [])
      same(await names({ after: 'a\0b', limit: 1 }), ['a/b'])
      const inParts: string[] = []
      // A store that gives the same part again and again fails, and does not hang.
      while (inParts.length <= sorted.length) {
        const part = await names({ after: inParts.at(-1) ?? '', limit: 3 })
        if (part.length === 0) break
        inParts.push(...part)
      }
      same(inParts, sorted)
    },
  },

  {
    name: '[ST5] says what it outlives',
    async run(open) {
      const { store, reopen } = await open()
      same(reopen === undefined, store.durability === 'none')
    },
  },

  {
    name: 'closes twice',
    async run(open) {
      const { store } = await open()
      await store.close()
      await store.close()
    },
  },

  {
    name: '[DO9] what was stored is there when the store is opened again, if it keeps anything',
    async run(open) {
      const { store, reopen } = await open()
      if (reopen === undefined) return
      await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2), bytes(3)])
      await store.compact('lesson', 'e1', bytes(1, 2), 2)
      await appendTo(store, 'gone', 'e2', [bytes(1)])
      await store.replace('gone', 'e3', null)
      await store.order('lesson', { locked: 'true' })
      const again = await reopen()
      same({ ...(await again.orders('lesson')).orders }, { locked: 'true' })
      hasFields(await again.open('lesson'), {
        epoch: 'e1',
        updates: [bytes(1, 2), bytes(3)],
        lastSeq: 3,
        quarantined: 0,
      })
      same(await appendTo(again, 'lesson', 'e1', [bytes(4)]), 4)
      same((await again.list()).length, 1)
      hasFields(await again.open('gone'), { epoch: 'e3', updates: [] })
    },
  },
]
