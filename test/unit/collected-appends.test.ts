import { expect, test } from 'vitest'
import { EpochMismatch, memoryStore, type Store, sqliteStore } from '../../server/index.ts'
import { withCollectedAppends } from '../../server/workers/collected-appends.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { tempFile } from '../support/temp-folder.ts'

/** A store that counts its commits. */
const counted = (store: Store) => {
  let commits = 0
  onTestCleanup(() => store.close())
  const append: Store['append'] = (writes) => {
    commits += 1
    return store.append(writes)
  }
  return { store: { ...store, append }, commits: () => commits }
}

const epochOf = async (store: Store, room: string) => (await store.open(room)).epoch

const updatesOf = async (store: Store, room: string) => {
  const { updates } = await store.open(room)
  return updates.map((update) => [...update])
}

test('what several workers append at once is one commit, and so is what comes while one is under way', async () => {
  const { store, commits } = counted(sqliteStore(tempFile()))
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const slow = withCollectedAppends({
    ...store,
    async append(writes) {
      begun.resolve()
      await gate.promise
      return store.append(writes)
    },
  })
  const epochs = new Map<string, string>()
  for (const room of ['a', 'b', 'c', 'd']) epochs.set(room, await epochOf(store, room))
  const append = (room: string, byte: number) =>
    slow.append([{ room, epoch: epochs.get(room) ?? '', batch: [Uint8Array.of(byte)] }])
  const first = ['a', 'b', 'c', 'd'].map((room) => append(room, 1))
  await begun.promise
  const later = ['a', 'b', 'c', 'd', 'a'].map((room) => append(room, 2))
  gate.resolve()
  expect(await Promise.all(first)).toEqual([[1], [1], [1], [1]])
  expect(await Promise.all(later)).toEqual([[2], [2], [2], [2], [3]])
  expect(commits()).toBe(2)
  expect(await updatesOf(store, 'a')).toEqual([[1], [2], [2]])
})

test('each worker gets the numbers of its own writes, and mismatches in their places', async () => {
  const { store, commits } = counted(memoryStore())
  const collected = withCollectedAppends(store)
  const write = (room: string, epoch: string) => ({
    room,
    epoch,
    batch: [Uint8Array.of(1), Uint8Array.of(2)],
  })
  const [a, b, c] = [await epochOf(store, 'a'), await epochOf(store, 'b'), await epochOf(store, 'c')]
  // A room takes the epoch of who writes to it first.
  await store.append([write('b', b)])
  const [one, other] = await Promise.all([
    collected.append([write('a', a), write('b', 'of another time')]),
    collected.append([write('c', c), write('b', b)]),
  ])
  expect(one).toEqual([2, expect.any(EpochMismatch)])
  expect(other).toEqual([2, 4])
  expect(commits()).toBe(2)
})

test('where a commit fails each worker is tried alone: only the one that is why is refused', async () => {
  const { store, commits } = counted(memoryStore())
  const collected = withCollectedAppends({
    ...store,
    append: async (writes) => {
      const appended = store.append(writes.filter(({ room }) => room !== 'bad'))
      if (writes.some(({ room }) => room === 'bad')) throw new Error('the disk is full')
      return appended
    },
  })
  const append = (room: string) => collected.append([{ room, epoch: 'e', batch: [Uint8Array.of(1)] }])
  const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(append))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(commits()).toBe(4)
  await append('a')
  expect(commits()).toBe(5)
})
