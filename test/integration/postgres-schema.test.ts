// The tables of a Postgres: made, checked at the start, changed by `homeroom migrate` alone.
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData, runHomeroom } from '../support/data-command.ts'
import { startPostgres } from '../support/postgres.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'

const server = await startPostgres()

const storeOn = (url: string) => {
  const store = postgresStore(url)
  onTestCleanup(() => store.close())
  return store
}

const migrate = (url: string) => runData('migrate', ['--postgres', url])

test('[ST11] migrate makes the tables once, whoever asks, and so does the first of several relays', async () => {
  const url = await server.newDatabase()
  const lines = (await Promise.all([migrate(url), migrate(url), migrate(url)])).map(({ lines }) => lines[0])
  expect(lines.sort()).toEqual([
    'tables of schema 1 were made',
    'the tables are of schema 1 already',
    'the tables are of schema 1 already',
  ])
  const other = await server.newDatabase()
  const opened = await Promise.all(Array.from({ length: 4 }, () => storeOn(other).open('lesson')))
  expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1)
})

test.each([
  ['older tables', 'version = 0, works_since = 0', 'run homeroom migrate'],
  [
    'tables of a newer Homeroom that older relays cannot use',
    'version = 9, works_since = 9',
    'a newer Homeroom',
  ],
])('[ST11] %s are refused, and what to do is said', async (_what, change, reason) => {
  const url = await server.newDatabase()
  await migrate(url)
  await server.sql(`UPDATE homeroom.schema SET ${change}`, url)
  await expect(storeOn(url).open('lesson')).rejects.toThrow(reason)
  expect(await storeOn(url).check?.()).toMatchObject({ fault: expect.stringContaining(reason) })
  const serve = await runHomeroom(['--postgres', url, '--port', '0'])
  expect(serve).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(reason) })
})

test('[ST11] tables that a newer Homeroom has made for older relays, too, are used', async () => {
  const url = await server.newDatabase()
  await migrate(url)
  await server.sql('UPDATE homeroom.schema SET version = 2', url)
  expect(await storeOn(url).open('lesson')).toMatchObject({ isNew: true })
})

test('an ordinary user of the database needs no right but to make the schema', async () => {
  const url = new URL(await server.newDatabase())
  await server.sql(`CREATE ROLE school LOGIN; GRANT CREATE ON DATABASE ${url.pathname.slice(1)} TO school`)
  url.username = 'school'
  const store = storeOn(url.href)
  expect(await store.append([{ room: 'lesson', epoch: 'e', batch: [Uint8Array.of(1)] }])).toEqual([1])
  expect(await store.check?.()).toEqual({ fault: null, missing: 0, renewals: [] })
})

test('a database of another encoding is refused', async () => {
  await server.sql("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
  const url = `postgres://homeroom@127.0.0.1:${server.port}/latin`
  await expect(storeOn(url).open('lesson')).rejects.toThrow('its encoding is LATIN1, and has to be UTF8')
})

test('the command runs a relay on a database, and says no password where it cannot', async () => {
  const url = await server.newDatabase()
  const relay = await runRelay(['--postgres', url])
  const doc = stockClient(relay.wsUrl, 'lesson')
  await doc.synced()
  doc.doc.getText('text').insert(0, 'kept')
  const records = () => server.sql('SELECT FROM homeroom.records', url).then((rows) => rows.length)
  await expect.poll(records).toBeGreaterThan(0)
  const lost = await runHomeroom([
    '--postgres',
    `postgres://homeroom:secret-word@127.0.0.1:${server.port}/none`,
  ])
  expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('database "none" does not exist') })
  expect(lost.stderr).not.toContain('secret-word')
  const both = await runHomeroom(['--postgres', url, '--data', 'a.db', '--durability', 'full'])
  expect(both.code).toBe(2)
  expect(both.stderr).toContain('--data is about a data file, and with --postgres there is none')
  expect(both.stderr).toContain('--durability is about a data file, and with --postgres there is none')
})
