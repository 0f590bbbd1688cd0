import { appendTo, EpochMismatch } from '../store.ts'
import { bytes, type ContractCase, hasFields, rejects, same } from './case.ts'

/** What every store does with snapshots. */
export const snapshotCases: readonly ContractCase[] = [
  {
    name: '[DO5] a snapshot takes the place of the records up to its number, and of no others',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2), bytes(3)])
      await store.compact('lesson', 'e', bytes(1, 2), 2)
      hasFields(await store.open('lesson'), { updates: [bytes(1, 2), bytes(3)], lastSeq: 3 })
      same(await appendTo(store, 'lesson', 'e', [bytes(4)]), 4)
      await store.compact('lesson', 'e', bytes(1, 2, 3, 4), 4)
      hasFields(await store.open('lesson'), { updates: [bytes(1, 2, 3, 4)], lastSeq: 4 })
      same(await appendTo(store, 'lesson', 'e', [bytes(5)]), 5)
      same((await store.open('lesson')).updates, [bytes(1, 2, 3, 4), bytes(5)])
    },
  },

  {
    name: '[DO5] a snapshot that cannot be stored leaves the records',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2)])
      await rejects(store.compact('lesson', 'e', undefined as unknown as Uint8Array, 2))
      same((await store.open('lesson')).updates, [bytes(1), bytes(2)])
    },
  },

  {
    name: '[DO5] a snapshot in parts takes the place of the records when all of it is there, if the store takes parts',
    async run(open) {
      const { store, reopen } = await open()
      if (store.compactInParts === undefined) return
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2)])
      await appendTo(store, 'board', 'e', [bytes(9)])
      const seen: Uint8Array[][] = []
      const parts = async function* () {
        for (const part of [bytes(1), bytes(1, 2), bytes(2)]) {
          seen.push([...(await store.open('lesson')).updates])
          if (seen.length === 2) await appendTo(store, 'lesson', 'e', [bytes(3)])
          yield part
        }
      }
      await store.compactInParts('lesson', 'e', parts(), 2)
      same(seen, [
        [bytes(1), bytes(2)],
        [bytes(1), bytes(2)],
        [bytes(1), bytes(2), bytes(3)],
      ])
      const whole = { updates: [bytes(1), bytes(1, 2), bytes(2), bytes(3)], lastSeq: 3, epoch: 'e' }
      hasFields(await store.open('lesson'), whole)
      const again = (await reopen?.()) ?? store
      hasFields(await again.open('lesson'), whole)
      same(
        (await again.list()).map(({ room, records }) => [room, records]),
        [
          ['board', 1],
          ['lesson', 4],
        ],
      )
      same(await appendTo(again, 'lesson', 'e', [bytes(4)]), 4)
      await again.compact('lesson', 'e', bytes(7), 4)
      same((await again.open('lesson')).updates, [bytes(7)])
    },
  },

  {
    name: '[DO5] a snapshot in parts that breaks off, or is of another epoch or of no room, changes nothing',
    async run(open) {
      const { store } = await open()
      if (store.compactInParts === undefined) return
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2)])
      const parts = async function* (breaks: boolean) {
        yield bytes(7)
        if (breaks) throw new Error('no more of it')
      }
      const before = await store.open('lesson')
      await rejects(store.compactInParts('lesson', 'e', parts(true), 2), 'no more of it')
      const other = store.compactInParts('lesson', 'old', parts(false), 2)
      await rejects(other, EpochMismatch)
      await store.compactInParts('none', 'e', parts(false), 1)
      same(await store.open('lesson'), before)
      hasFields(await store.open('none'), { isNew: true, updates: [] })
      same((await store.list()).length, 1)
    },
  },

  {
    name: '[DO5] a snapshot of a room that is gone makes none',
    async run(open) {
      const { store } = await open()
      await store.compact('lesson', 'e', bytes(1), 1)
      hasFields(await store.open('lesson'), { isNew: true, updates: [] })
    },
  },
]
