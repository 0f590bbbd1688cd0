// A Postgres that is killed, frozen, cut off, or replaced by an older copy of itself.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startPostgres } from '../support/postgres.ts'
import { NO_FAULTS, startWriter } from '../support/store-writer.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const ROOMS = ['art', 'board', 'lesson']

const storeOn = (url: string, options = {}) => {
  const store = postgresStore(url, options)
  onTestCleanup(() => store.close())
  return store
}

test('[N8] nothing acknowledged is missing, and nothing is twice, where Postgres is killed again and again', async () => {
  const server = await startPostgres({ fsync: true })
  const url = await server.newDatabase()
  const store = storeOn(url)
  const writers = ROOMS.map((room) => startWriter(store, room, 'e'))
  for (let round = 0; round < 4; round++) {
    await Promise.all(writers.map((writer) => writer.more(20)))
    await server.kill()
    await Promise.all(writers.map((writer) => writer.rejected()))
    await server.start()
  }
  await Promise.all(writers.map((writer) => writer.more(20)))
  await Promise.all(writers.map((writer) => writer.stop()))
  const fresh = storeOn(url)
  for (const writer of writers) expect(await writer.faults(fresh)).toEqual(NO_FAULTS)
  // It is the same database, in which all of it is: nobody writes everything again.
  expect(await store.check?.()).toEqual({ fault: null, missing: 0, renewals: [] })
})

test('[N8] a Postgres that stands still for 6 s fails what is asked of it, and goes on by itself', async () => {
  const server = await startPostgres({ fsync: true })
  const url = await server.newDatabase()
  const store = storeOn(url)
  const writers = ROOMS.map((room) => startWriter(store, room, 'e'))
  await Promise.all(writers.map((writer) => writer.more(5)))
  server.freeze()
  const [health] = await Promise.all([store.check?.(), ...writers.map((writer) => writer.rejected())])
  expect(health?.fault).toMatch(/^The database .* cannot be used: /)
  server.thaw()
  await Promise.all(writers.map((writer) => writer.more(20)))
  await Promise.all(writers.map((writer) => writer.stop()))
  for (const writer of writers) expect(await writer.faults()).toEqual(NO_FAULTS)
  expect((await store.check?.())?.fault).toBeNull()
})

test('[N8] connections that are cut anywhere lose nothing that was acknowledged', async () => {
  const server = await startPostgres({ fsync: true })
  const url = new URL(await server.newDatabase())
  const proxy = await startFaultProxy(url.href)
  url.port = new URL(proxy.wsUrl).port
  const store = storeOn(url.href)
  const writers = ROOMS.map((room) => startWriter(store, room, 'e'))
  for (let round = 0; round < 40; round++) {
    await Promise.all(writers.map((writer) => writer.more(2)))
    proxy.cutAfter(1 + ((round * 97) % 1_500))
  }
  await Promise.all(writers.map((writer) => writer.more(2)))
  await Promise.all(writers.map((writer) => writer.stop()))
  expect(writers.reduce((sum, { retried }) => sum + retried.size, 0)).toBeGreaterThan(5)
  for (const writer of writers) expect(await writer.faults()).toEqual(NO_FAULTS)
})

/** A copy of the data of a server that does not run. */
const copyOf = (data: string): string => {
  const copy = join(tempFolder(), 'copy')
  execFileSync('cp', ['-a', data, copy])
  return copy
}

test('[ST11][N9][N10] an older copy in the place of the database is noticed, and numbers from before mean nothing in it', async () => {
  const server = await startPostgres({ fsync: true })
  const url = await server.newDatabase()
  const [store, other] = [storeOn(url), storeOn(url)]
  const write = (by: typeof store, ...values: number[]) =>
    by.append([{ room: 'lesson', epoch: 'e', batch: values.map((value) => Uint8Array.of(value)) }])
  await write(store, 1, 2)
  await server.stop()
  const copy = copyOf(server.data)
  await server.start()
  await until(async () => (await store.check?.())?.fault === null)
  const [last] = await until(() => write(store, 3, 4).catch(() => null))
  await server.kill()
  await startPostgres({ fsync: true, copyOf: copy, port: server.port })

  const health = await until(async () => {
    const now = await store.check?.()
    return now?.fault === null ? now : null
  })
  expect(health).toEqual({ fault: null, missing: 1, renewals: [expect.stringContaining('an older copy')] })
  const [first] = await until(() => write(other, 5).catch(() => null))
  expect(first).toBeGreaterThan(Number(last))
  // What the first store has read up to its last number is not what the other one has written since.
  await store.compact('lesson', 'e', Uint8Array.of(1, 2, 3, 4), Number(last))
  const { updates } = await other.since('lesson', 'e', Number(last))
  expect(updates.map((update) => [...update])).toEqual([[5]])
  expect((await other.open('lesson')).updates.map((update) => [...update])).toEqual([[1, 2, 3, 4], [5]])
})
