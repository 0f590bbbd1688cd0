import { setImmediate as nextTurn } from 'node:timers/promises'
import { appendTo, type Store } from '../store.ts'
import { bytes, type ContractCase, hasFields, isAmong, rejects, same } from './case.ts'

const MIB = 1024 * 1024
const RECORDS = 6

const large = (value: number): Uint8Array => new Uint8Array(MIB).fill(value)

const all = (...values: number[]) => values.map(large)

async function* partsOf(...values: number[]): AsyncGenerator<Uint8Array> {
  for (const value of values) {
    await nextTurn()
    yield large(value)
  }
}

interface Seen {
  readonly epoch: string | null
  readonly values: readonly number[]
  readonly lastSeq: number
}

/** Of records that are each of one value, and of 1 MiB. */
const seenIn = async (store: Store): Promise<Seen> => {
  const { epoch, updates, lastSeq } = await store.open('lesson')
  for (const update of updates) same(Buffer.compare(update, large(update[0] ?? 0)), 0)
  return { epoch, values: updates.map(([value]) => value ?? 0), lastSeq }
}

type Change = readonly [what: string, change: (store: Store) => Promise<unknown>, needs?: keyof Store]

/** What else may happen to a room while it is read. */
const CHANGES: readonly Change[] = [
  ['updates are appended', (store) => appendTo(store, 'lesson', 'e1', all(7, 8))],
  ['a snapshot of some is written', (store) => store.compact('lesson', 'e1', large(9), 4)],
  ['a snapshot of all is written', (store) => store.compact('lesson', 'e1', large(9), RECORDS)],
  [
    'a snapshot is written in parts',
    async (store) => store.compactInParts?.('lesson', 'e1', partsOf(10, 11), RECORDS),
    'compactInParts',
  ],
  ['it is replaced', (store) => store.replace('lesson', 'e2', large(12))],
  [
    'it is replaced in parts',
    async (store) => store.replaceInParts?.('lesson', 'e2', partsOf(13, 14)),
    'replaceInParts',
  ],
  ['it is deleted', (store) => store.replace('lesson', 'e2', null)],
]

/** What every store does with large rooms: nobody waits for one of them, and each is read and replaced as a whole. */
export const turnCases: readonly ContractCase[] = [
  ...CHANGES.map(
    ([what, change]): ContractCase => ({
      name: `[ST2] a large room is read as it is at one moment while ${what}`,
      async run(open) {
        for (let turns = 0; turns <= RECORDS; turns++) {
          const { store } = await open()
          await store.replace('lesson', 'e1', null)
          await appendTo(store, 'lesson', 'e1', all(1, 2, 3, 4, 5, 6))
          const before = await seenIn(store)
          const loading = seenIn(store)
          for (let turn = 0; turn < turns; turn++) await nextTurn()
          await change(store)
          isAmong([before, await seenIn(store)], await loading)
        }
      },
    }),
  ),

  {
    name: '[ST3] a snapshot in parts replaces a room when all of it is there, if the store takes parts',
    async run(open) {
      const { store, reopen } = await open()
      if (store.replaceInParts === undefined) return
      await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2)])
      await store.order('lesson', { locked: 'true' })
      const seen: unknown[] = []
      const parts = async function* () {
        for (const part of [bytes(5), bytes(5, 6)]) {
          await appendTo(store, 'lesson', 'e1', [bytes(3)])
          const { epoch, updates } = await store.open('lesson')
          seen.push([epoch, updates.length])
          yield part
        }
      }
      await store.replaceInParts('lesson', 'e2', parts())
      await store.replaceInParts('new', 'e3', partsOf(4))
      same(seen, [
        ['e1', 3],
        ['e1', 4],
      ])
      const again = (await reopen?.()) ?? store
      const whole = await again.open('lesson')
      hasFields(whole, { epoch: 'e2', updates: [bytes(5), bytes(5, 6)], quarantined: 0 })
      same({ ...(await again.orders('lesson')).orders }, { locked: 'true' })
      same(
        (await again.list()).map(({ room }) => room),
        ['lesson', 'new'],
      )
      same(await appendTo(again, 'lesson', 'e2', [bytes(7)]), whole.lastSeq + 1)
      await again.compact('lesson', 'e2', bytes(8), whole.lastSeq + 1)
      same((await again.open('lesson')).updates, [bytes(8)])
    },
  },

  {
    name: '[ST3] a snapshot in parts that breaks off leaves the room as it was, and makes none',
    async run(open) {
      const { store } = await open()
      const { replaceInParts } = store
      if (replaceInParts === undefined) return
      await appendTo(store, 'lesson', 'e1', [bytes(1), bytes(2)])
      const before = await store.open('lesson')
      const parts = async function* () {
        yield bytes(7)
        throw new Error('no more of it')
      }
      for (const room of ['lesson', 'new'])
        await rejects(replaceInParts(room, 'e2', parts()), 'no more of it')
      same(await store.open('lesson'), before)
      hasFields(await store.open('new'), { isNew: true, updates: [] })
      same((await store.list()).length, 1)
    },
  },
]
