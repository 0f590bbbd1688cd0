// The contract of stores tells one that is broken from one that is not.
import { expect, test } from 'vitest'
import { memoryStore, type Store } from '../../server/index.ts'
import { storeContract } from '../../server/store-contract.ts'

/** How many of the cases whose titles have these words a store does not pass, and how many there are. */
const failuresOf = async (words: string, open: () => Store) => {
  const cases = storeContract(async () => ({ store: open() })).filter(({ name }) => name.includes(words))
  let failed = 0
  for (const { run } of cases)
    await run().catch(() => {
      failed += 1
    })
  return { failed, cases: cases.length }
}

/** What a store does wrong, how, and words of a case that finds it. */
const FAULTS: readonly (readonly [string, (store: Store) => Partial<Store>, string])[] = [
  [
    'loses the order of updates',
    (store) => ({
      open: async (room) => {
        const stored = await store.open(room)
        return { ...stored, updates: [...stored.updates].reverse() }
      },
    }),
    'whole and in order',
  ],
  [
    'writes half of a batch',
    (store) => ({
      append: async (writes) => {
        for (const { batch, ...write } of writes)
          for (const update of batch) await store.append([{ ...write, batch: [update] }])
        return store.append(writes.map((write) => ({ ...write, batch: [] })))
      },
    }),
    'cannot be stored changes nothing',
  ],
  [
    'takes a writer of an old epoch',
    (store) => ({
      append: async (writes) =>
        store.append(
          await Promise.all(
            writes.map(async (write) => ({ ...write, epoch: (await store.open(write.room)).epoch })),
          ),
        ),
    }),
    'another generation is refused',
  ],
  [
    'forgets the epoch of a room that was deleted',
    (store) => ({
      open: async (room) => {
        const stored = await store.open(room)
        return stored.updates.length === 0 ? { ...stored, epoch: 'forgotten' } : stored
      },
    }),
    'replaced by nothing keeps its new epoch',
  ],
  [
    'takes away too much',
    (store) => ({
      compact: async (room, epoch, snapshot) =>
        store.compact(room, epoch, snapshot, (await store.open(room)).lastSeq),
    }),
    'up to its number, and of no others',
  ],
  [
    'keeps orders of a deleted room',
    (store) => {
      const before = new Map<string, Record<string, string>>()
      return {
        replace: async (room, epoch, snapshot) => {
          before.set(room, (await store.orders(room)).orders)
          await store.replace(room, epoch, snapshot)
          await store.order(room, before.get(room) ?? {})
        },
      }
    },
    'go with one that is deleted',
  ],
  [
    'lists rooms by the alphabet of somebody',
    (store) => ({
      list: async ({ after, limit } = {}) => {
        const all = [...(await store.list())].sort((a, b) => a.room.localeCompare(b.room))
        return all.filter(({ room }) => after === undefined || room > after).slice(0, limit)
      },
    }),
    'order of code points',
  ],
  ['claims to outlive the process', () => ({ durability: 'normal' }), 'says what it outlives'],
  [
    'lists what is kept of other kinds, too',
    (store) => ({
      kept: async (kind, range) => (await store.kept?.(kind === 'outbox' ? 'attendance' : kind, range)) ?? [],
    }),
    'keeps things by room, kind and key',
  ],
  ['gives a lock to everybody', () => ({ lock: async () => true }), 'one holder at a time'],
  [
    'gives back the lock of another one',
    (store) => ({
      unlock: async (room) => {
        for (const holder of ['ada', 'ben']) await store.unlock?.(room, holder)
      },
    }),
    'one holder at a time',
  ],
  [
    'has locks that do not end',
    (store) => ({ lock: async (room, holder) => (await store.lock?.(room, holder, 3_600_000)) ?? true }),
    'ends by itself',
  ],
]

test.each(FAULTS)('a store that %s does not pass', async (_what, fault, words) => {
  const broken = () => {
    const store = memoryStore()
    return { ...store, ...fault(store) }
  }
  expect(await failuresOf(words, memoryStore)).toEqual({ failed: 0, cases: expect.any(Number) })
  expect((await failuresOf(words, broken)).failed).toBeGreaterThan(0)
})

test.each(['in parts', '[ST10]', '[ST12]'])(
  'a store without what may be left out passes: %s',
  async (words) => {
    const without = () => {
      const {
        keep: _1,
        kept: _2,
        keptBodies: _3,
        compactInParts: _4,
        replaceInParts: _5,
        lock: _6,
        unlock: _7,
        ...store
      } = memoryStore()
      return store
    }
    const { failed, cases } = await failuresOf(words, without)
    expect(failed).toBe(0)
    expect(cases).toBeGreaterThan(3)
  },
)
