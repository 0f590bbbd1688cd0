// How a store uses the connections to its Postgres.
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import { takeLock } from '../../server/store/postgres/locks.ts'
import { openPostgres } from '../../server/store/postgres/postgres.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startPostgres } from '../support/postgres.ts'
import { until } from '../support/until.ts'

const server = await startPostgres()

const storeOn = (url: string, options = {}) => {
  const store = postgresStore(url, options)
  onTestCleanup(() => store.close())
  return store
}

const LONG_MS = 600_000
const SHORT_MS = 100

const write = (value: number) => [{ room: 'lesson', epoch: 'e', batch: [Uint8Array.of(value)] }]

test('takes no more connections than it may, and what is asked at once waits for its turn', async () => {
  const url = await server.newDatabase()
  const store = storeOn(url, { connections: 2 })
  const numbers = Array.from({ length: 40 }, (_, index) => index + 1)
  const written = await Promise.all(numbers.map((value) => store.append(write(value))))
  expect(written.flat().sort((one, other) => Number(one) - Number(other))).toEqual(numbers)
  const relays = `SELECT FROM pg_stat_activity WHERE application_name = 'homeroom' AND datname = current_database()`
  expect(await server.sql(relays, url)).toHaveLength(2)
})

test('[N10] snapshots take half of the connections at most; one more is not written, and nobody waits', async () => {
  const store = storeOn(await server.newDatabase(), { connections: 2 })
  await store.append([...write(1), { room: 'board', epoch: 'e', batch: [Uint8Array.of(2)] }])
  const parts = async function* () {
    expect(await store.compact('board', 'e', Uint8Array.of(2), 1)).toBe(false)
    expect(await store.append(write(3))).toEqual([2])
    yield Uint8Array.of(1)
  }
  expect(await store.compactInParts?.('lesson', 'e', parts(), 1)).toBe(true)
  expect(await store.compact('board', 'e', Uint8Array.of(2), 1)).toBe(true)
})

test('[SV1] a commit waits for the disk also where the server is set not to', async () => {
  const url = new URL(await server.newDatabase())
  await server.sql(`ALTER DATABASE ${url.pathname.slice(1)} SET synchronous_commit = off`)
  const store = storeOn(url.href)
  await store.open('lesson')
  await server.sql(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'it is %', current_setting('synchronous_commit'); END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON homeroom.records EXECUTE FUNCTION refuse()`,
    url.href,
  )
  await expect(store.append(write(1))).rejects.toThrow('it is on')
})

test('a statement that a lock holds up fails after its time, changes nothing, and the next one is done', async () => {
  const url = await server.newDatabase()
  const store = storeOn(url, { timeoutMs: 300 })
  await store.append(write(1))
  const held = server.sql('BEGIN; LOCK homeroom.rooms; SELECT pg_sleep(2); COMMIT', url)
  const isHeld =
    "SELECT FROM pg_locks WHERE relation = 'homeroom.rooms'::regclass AND mode = 'AccessExclusiveLock'"
  await expect.poll(() => server.sql(isHeld, url)).toHaveLength(1)
  await expect(store.append(write(2))).rejects.toThrow('statement timeout')
  await held
  expect(await store.append(write(3))).toEqual([2])
  expect((await store.open('lesson')).updates.map(([value]) => value)).toEqual([1, 3])
})

test('says everything that is wrong with its options, and what it is asked for is refused once it is closed', async () => {
  const wrong = () => postgresStore('127.0.0.1:5432', { connections: 1, pool: 3 } as object)
  expect(wrong).toThrow('pool is no option')
  expect(wrong).toThrow('connections is a whole number from 2 to 1000, not 1')
  expect(wrong).toThrow('url is a URL as postgres://user:password@host/database')
  const store = postgresStore(await server.newDatabase())
  await store.close()
  await expect(store.open('lesson')).rejects.toThrow('it is closed')
})

test('[ST12] what a relay that stands still has begun keeps others from it no longer than the server bears', async () => {
  const url = await server.newDatabase()
  const { store, database } = openPostgres(url, { connections: 2, timeoutMs: 300, user: 'relay' })
  onTestCleanup(() => store.close())
  const other = storeOn(url, { timeoutMs: 300 })
  const [begun, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const taken = database.transaction('write', async (query) => {
    await takeLock(query, 'lesson', 'of the one that stands still', LONG_MS)
    begun.resolve()
    await goesOn.promise
  })
  await begun.promise
  await expect(other.lock?.('lesson', 'ada', LONG_MS)).rejects.toThrow('statement timeout')
  await until(() => other.lock?.('lesson', 'ada', LONG_MS).catch(() => false), 'it is undone')
  goesOn.resolve()
  await expect(taken).rejects.toThrow('cannot be used')
  expect(await store.lock?.('lesson', 'ben', LONG_MS)).toBe(false)
})

test('[ST12] a lock ends also where the clock of the server went back, and one that cannot be read is none', async () => {
  const url = await server.newDatabase()
  const store = storeOn(url)
  const tries = (holder: string) => until(() => store.lock?.('lesson', holder, SHORT_MS), `${holder} has it`)
  const inAnHour = '(extract(epoch FROM clock_timestamp()) * 1000 + 3600000)::bigint'
  const set = (body: string) => server.sql(`UPDATE homeroom.kept SET body = ${body} WHERE kind = 'lock'`, url)
  await tries('ada')
  // The row that was made before the clock went back.
  await set(`convert_to(${inAnHour} || substring(convert_from(body, 'UTF8') from ' .*'), 'UTF8')`)
  expect(await store.lock?.('lesson', 'ben', SHORT_MS)).toBe(false)
  await tries('ben')
  // One of a relay that did not write how long it is for.
  await set(`convert_to(${inAnHour} || ' of an older relay', 'UTF8')`)
  await tries('cleo')
  for (const body of ["'\\xff'", "'\\x'", "convert_to('soon ada', 'UTF8')"]) {
    await set(body)
    await tries('dora')
  }
})
