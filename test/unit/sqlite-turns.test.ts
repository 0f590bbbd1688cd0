import { statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { changeDataFile } from '../../server/store/data-file.ts'
import { appendTo, type Store, type StoredRoom } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { tamper } from '../support/data-file.ts'
import { tempFile } from '../support/temp-folder.ts'

const large = (value: number): Uint8Array => new Uint8Array(1024 * 1024).fill(value)

const shown = ({ epoch, updates, lastSeq }: StoredRoom) => [
  epoch,
  ...updates.map(([value]) => value),
  lastSeq,
]

const VALUES = [1, 2, 3, 4, 5, 6]

/** A store with a room of 6 MiB, in a file that others may open as well. */
const openLarge = async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  await appendTo(store, 'lesson', 'e1', VALUES.map(large))
  return { file, store }
}

/** How many turns of the event loop others have while `work` goes on. */
const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  for (; !isOver; turns++) await nextTurn()
  await working
  return turns
}

async function* partsOf(values: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const value of values) {
    yield large(value)
    await nextTurn()
  }
}

test('[DL6] others have their turns while a large room is read, and none is needed for a small one', async () => {
  const { store } = await openLarge()
  await appendTo(store, 'small', 'e', [Uint8Array.of(1)])
  expect(await turnsOf(() => store.open('lesson'))).toBeGreaterThanOrEqual(VALUES.length)
  expect(await turnsOf(() => store.open('small'))).toBeLessThanOrEqual(1)
})

test('[DO4] what is written goes from the log into the file as it comes', async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  for (const value of VALUES) await appendTo(store, 'lesson', 'e1', [large(value)])
  await store.compactInParts?.('lesson', 'e1', partsOf(VALUES), VALUES.length)
  // SQLite by itself begins at 4 MB, within a commit, and waits for the disk as long as that takes.
  expect(statSync(`${file}-wal`).size).toBeLessThan(3 * 1024 * 1024)
})

test('[DO5] what a large snapshot replaces goes in turns, and nothing of it is left', async () => {
  const { file, store } = await openLarge()
  for (let round = 0; round < 3; round++) await appendTo(store, 'lesson', 'e1', VALUES.map(large))
  expect(await turnsOf(() => store.compact('lesson', 'e1', large(9), 4 * VALUES.length))).toBeGreaterThan(3)
  expect(tamper(file, 'SELECT name FROM rooms')).toEqual([{ name: 'lesson' }])
  expect(tamper(file, 'SELECT count(*) AS records FROM records')).toEqual([{ records: 1 }])
})

test.each<[string, (theirs: Store) => Promise<unknown>]>([
  ['appends', (theirs) => appendTo(theirs, 'lesson', 'e1', [large(7)])],
  ['compacts', (theirs) => theirs.compact('lesson', 'e1', large(8), 6)],
  ['compacts a part of it', (theirs) => theirs.compact('lesson', 'e1', large(8), 3)],
  ['replaces it', (theirs) => theirs.replace('lesson', 'e2', large(9))],
  ['deletes it', (theirs) => theirs.replace('lesson', 'e2', null)],
])('[ST2] a room is read as it is at one moment while another process %s', async (_what, change) => {
  for (let turns = 0; turns <= VALUES.length; turns++) {
    const { file, store } = await openLarge()
    const before = shown(await store.open('lesson'))
    const loading = store.open('lesson')
    for (let turn = 0; turn < turns; turn++) await nextTurn()
    await changeDataFile(file, ({ store: theirs }) => change(theirs))
    expect([before, shown(await store.open('lesson'))]).toContainEqual(shown(await loading))
  }
})

test('[ST1] a damaged record is set aside once, also where another process has found it at the same time', async () => {
  const { file, store } = await openLarge()
  tamper(file, 'UPDATE records SET body = zeroblob(1048576) WHERE seq = 2')
  const loading = store.open('lesson')
  await changeDataFile(file, ({ store: theirs }) => theirs.open('lesson'))
  const loaded = await loading
  expect(loaded.quarantined).toBe(1)
  expect(shown(loaded)).toEqual(['e1', 1, 3, 4, 5, 6, 6])
  expect(tamper(file, 'SELECT seq FROM quarantine')).toEqual([{ seq: 2 }])
})

test('[ST3] a relay that starts while another process replaces a room makes that fail, and the room stays', async () => {
  const file = tempFile()
  const started: Store[] = []
  const replaced = changeDataFile(file, async ({ store }) => {
    await appendTo(store, 'lesson', 'e1', [large(1)])
    const parts = async function* () {
      yield large(2)
      started.push(sqliteStore(file))
      yield* partsOf([3])
    }
    await store.replaceInParts?.('lesson', 'e2', parts())
  })
  await expect(replaced).rejects.toThrow('another process has deleted')
  const [store] = started
  if (store === undefined) throw new Error('it was not started')
  onTestCleanup(() => store.close())
  expect(shown(await store.open('lesson'))).toEqual(['e1', 1, 1])
  expect(tamper(file, 'SELECT name FROM rooms')).toEqual([{ name: 'lesson' }])
})

test('[ST10] what is kept of a deleted room goes in turns, also at the next start, and nothing of it is left', async () => {
  const { file, store } = await openLarge()
  for (const value of VALUES) await store.keep?.('lesson', 'versions', new Map([[`${value}`, large(value)]]))
  await store.keep?.('board', 'versions', new Map([['1', large(1)]]))
  const sizeOf = () => tamper<{ entries: number }>(file, 'SELECT count(*) AS entries FROM kept')[0]?.entries
  await store.replace('lesson', 'e2', null)
  expect(await store.kept?.('versions')).toEqual([{ room: 'board', key: '1', bytes: 1024 * 1024 }])
  expect(sizeOf()).toBe(7)
  for (let left = sizeOf(); left !== 1; left = sizeOf()) {
    const turn = nextTurn()
    await turn
    expect(sizeOf()).toBeGreaterThanOrEqual((left ?? 0) - 4)
  }
  await nextTurn()
  expect(tamper(file, 'SELECT room FROM shelves')).toEqual([{ room: 'board' }])
})
