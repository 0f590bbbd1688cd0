// The contract on a real Postgres: one server, and a database for each store that a case opens.
import { describe, expect, test } from 'vitest'
import { postgresStore, type Store } from '../../server/index.ts'
import { type OpenStore, storeContract } from '../../server/store-contract.ts'
import { startPostgres } from '../support/postgres.ts'

const server = await startPostgres()

/** Databases that were emptied: to empty one takes much less than to make one. */
const free: string[] = []

const TABLES = ['rooms', 'records', 'quarantine', 'orders', 'policies', 'kept']

const open = async (): Promise<OpenStore> => {
  const url = free.pop() ?? (await server.newDatabase())
  return {
    store: postgresStore(url),
    reopen: async () => postgresStore(url),
    discard: async () => {
      await server.sql(TABLES.map((table) => `DELETE FROM homeroom.${table};`).join('\n'), url)
      free.push(url)
    },
  }
}

describe('postgresStore', () => {
  for (const { name, run } of storeContract(open)) test(name, run)
})

/** Opens a store on an empty database, for a test of this file. */
const opened = async () => {
  const url = await server.newDatabase()
  const store = postgresStore(url)
  return { url, store, sql: (statements: string) => server.sql(statements, url) }
}

test('all 256 values of a byte, and a MiB of them, come back as they were, with every part of the store', async () => {
  const { store } = await opened()
  const all = Uint8Array.from({ length: 256 }, (_, value) => value)
  const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => index * 7 + (index >> 8))
  const both = async function* () {
    yield all
    yield large
  }
  const isWhole = (found: readonly (Uint8Array | null)[] = []) =>
    [all, large].every((bytes, index) => Buffer.compare(bytes, found[index] ?? new Uint8Array()) === 0)
  await store.append([{ room: 'lesson', epoch: 'e', batch: [all, large] }])
  expect(isWhole((await store.open('lesson')).updates)).toBe(true)
  expect(isWhole((await store.since('lesson', 'e', 0)).updates)).toBe(true)
  await store.compactInParts?.('lesson', 'e', both(), 2)
  expect(isWhole((await store.open('lesson')).updates)).toBe(true)
  await store.replaceInParts?.('lesson', 'e2', both())
  expect(isWhole((await store.open('lesson')).updates)).toBe(true)
  const things = new Map([
    ['all', all],
    ['large', large],
  ])
  await store.keep?.('lesson', 'things', things)
  expect(isWhole(await store.keptBodies?.('lesson', 'things', ['all', 'large']))).toBe(true)
  await store.close()
})

test('a damaged record is set aside, and the rest of its room lives', async () => {
  const { store, sql } = await opened()
  await store.append([
    { room: 'lesson', epoch: 'e', batch: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)] },
  ])
  await sql(String.raw`UPDATE homeroom.records SET body = '\x09' WHERE seq = 2`)
  const { updates, quarantined } = await store.open('lesson')
  expect([updates.map((update) => [...update]), quarantined]).toEqual([[[1], [3]], 1])
  expect((await store.open('lesson')).quarantined).toBe(0)
  expect(await sql('SELECT room, epoch, seq FROM homeroom.quarantine')).toEqual([
    { room: 'lesson', epoch: 'e', seq: '2' },
  ])
  await store.close()
})

test('two stores that write to the same rooms in other orders do not lock each other, and nothing is lost', async () => {
  const { url, store } = await opened()
  const other = postgresStore(url)
  const rooms = ['a', 'b', 'c', 'd']
  const write = (by: Store, names: readonly string[], value: number) =>
    by.append(names.map((room) => ({ room, epoch: 'e', batch: [Uint8Array.of(value)] })))
  const rounds = Array.from({ length: 20 }, (_, round) => round)
  await Promise.all([
    ...rounds.map((round) => write(store, rooms, round)),
    ...rounds.map((round) => write(other, rooms.toReversed(), 100 + round)),
  ])
  for (const room of rooms) {
    const { updates, lastSeq } = await store.open(room)
    const values = updates.map(([value = 0]) => value).sort((one, two) => one - two)
    expect([lastSeq, values]).toEqual([40, [...rounds, ...rounds.map((round) => 100 + round)]])
  }
  await Promise.all([store.close(), other.close()])
})

test('a room that is compacted by one store is not waited for by the other', async () => {
  const { url, store } = await opened()
  const other = postgresStore(url)
  await store.append([{ room: 'lesson', epoch: 'e', batch: [Uint8Array.of(1), Uint8Array.of(2)] }])
  const results: unknown[] = []
  const parts = async function* () {
    results.push(await other.compact('lesson', 'e', Uint8Array.of(8), 2))
    results.push(await other.append([{ room: 'lesson', epoch: 'e', batch: [Uint8Array.of(3)] }]))
    yield Uint8Array.of(9)
  }
  expect(await store.compactInParts?.('lesson', 'e', parts(), 2)).toBe(true)
  expect(results).toEqual([false, [3]])
  expect((await other.open('lesson')).updates.map(([value]) => value)).toEqual([9, 3])
  await Promise.all([store.close(), other.close()])
})
