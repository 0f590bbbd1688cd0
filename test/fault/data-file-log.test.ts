import { copyFileSync, existsSync, rmSync, statSync, truncateSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { tamper } from '../support/data-file.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const MISSING = 'homeroom_store_missing_records_total'
const BESIDE = ['', '-wal', '-count'] as const
const RECORDS = 20

const open = (file: string) => {
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  return store
}

const missingIn = async (file: string) => {
  const store = open(file)
  const health = await store.check?.()
  await store.close()
  return health?.missing
}

/** The files of a process that was killed, of which these are left; 20 records were acknowledged, all of them in the log. */
const killed = async (left: readonly (typeof BESIDE)[number][] = BESIDE): Promise<string> => {
  const file = tempFile()
  const store = open(file)
  for (let record = 1; record <= RECORDS; record++)
    await appendTo(store, 'lesson', 'e', [Uint8Array.of(record)])
  const copy = tempFile()
  for (const suffix of left) copyFileSync(file + suffix, copy + suffix)
  return copy
}

test('[X13][ST6] a relay whose write-ahead log is gone after kill -9 says how much is missing', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file])
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  const written = () => metricOf(relay.url, 'homeroom_journal_written_updates_total')
  for (let word = 1; word <= 3; word++) {
    client.text.insert(0, `${word} `)
    await until(async () => (await written()) === word)
  }
  client.provider.destroy()
  relay.kill('SIGKILL')
  await relay.exited()
  rmSync(`${file}-wal`)
  const { isSound, lines } = await runData('verify', ['--data', file])
  expect([isSound, lines[0]]).toEqual([false, expect.stringMatching(/^3 records .* missing from it/)])

  const next = await runRelay(['--data', file])
  await until(async () => (await metricOf(next.url, MISSING)) === 3)
  expect(next.stderr()).toContain('"missing":3')
  expect(next.stderr()).toContain('records that were acknowledged are missing')
})

test.each([
  ['all of it is there', (_file: string): void => undefined, 0],
  ['the log is gone', (file: string) => rmSync(`${file}-wal`), RECORDS],
  ['the log is empty', (file: string) => truncateSync(`${file}-wal`, 0), RECORDS],
  [
    'the file itself is gone, and its log',
    (file: string) => [file, `${file}-wal`].map((one) => rmSync(one)),
    RECORDS,
  ],
] as const)(
  '[X13][ST6] after kill -9, %s: so many records are said to be missing, once',
  async (_what, damage: (file: string) => unknown, missing: number) => {
    const file = await killed()
    damage(file)
    expect(await missingIn(file)).toBe(missing)
    expect(await missingIn(file)).toBe(0)
  },
)

test('[X13][ST6] a log that was cut off loses its end, and each record of that is counted', async () => {
  const file = await killed()
  truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2))
  const store = open(file)
  const { updates } = await store.open('lesson')
  expect(updates.length).toBeGreaterThan(0)
  expect((await store.check?.())?.missing).toBe(RECORDS - updates.length)
  expect(updates.length).toBeLessThan(RECORDS)
})

test('[X13][ST6] a copy of the file alone, made while a relay writes, says that something is missing', async () => {
  const file = await killed([''])
  expect((await runData('verify', ['--data', file])).lines[0]).toMatch(
    /^records that were written last are missing/,
  )
  expect(await missingIn(file)).toBe(1)
  // The log without the count is as much as there was.
  expect(await missingIn(await killed(['', '-wal']))).toBe(0)
})

test('[X13][ST6] replacements and orders count, too; a file that was closed lacks nothing, with its count or without', async () => {
  const file = tempFile()
  const store = open(file)
  await store.replace('lesson', 'e', Uint8Array.of(1))
  await store.order('lesson', { locked: 'true' })
  await store.compact('lesson', 'e', Uint8Array.of(1), 1)
  const copy = tempFile()
  copyFileSync(file, copy)
  copyFileSync(`${file}-count`, `${copy}-count`)
  expect(await missingIn(copy)).toBe(2)
  await store.close()
  expect(existsSync(`${file}-wal`)).toBe(false)
  expect(await missingIn(file)).toBe(0)
  rmSync(`${file}-count`)
  expect(await missingIn(file)).toBe(0)
})

test('[X13] an import says what was missing, since nobody finds that out any more after it', async () => {
  const file = await killed()
  rmSync(`${file}-wal`)
  const { warnings } = await runData('compact', ['--data', file])
  expect(warnings[0]).toContain(`${RECORDS} records that were written are missing from it`)
})

test('[X13] a file of an earlier Homeroom is brought up, with all that is in it', async () => {
  const file = tempFile()
  const before = open(file)
  await appendTo(before, 'lesson', 'e', [Uint8Array.of(1)])
  await before.close()
  const made = ['orders', 'written', 'kept', 'shelves']
  for (const table of made) tamper(file, `DROP TABLE ${table}`)
  tamper(file, 'PRAGMA user_version = 1')
  rmSync(`${file}-count`)
  expect(await runData('list', ['--data', file])).toMatchObject({ isSound: true })
  const store = open(file)
  expect((await store.open('lesson')).updates).toEqual([Uint8Array.of(1)])
  await store.order('lesson', { locked: 'true' })
  expect(await store.check?.()).toMatchObject({ fault: null, missing: 0 })
})

/** What makes a file one of the third schema. */
const THIRD = [
  'DROP TABLE seed',
  'DROP TABLE policies',
  'ALTER TABLE rooms DROP COLUMN snapshot_seq',
  'PRAGMA user_version = 3',
]

test('[N7][N9][N10] a file of the third schema gives what is in it, under its epochs, and is written to', async () => {
  const file = tempFile()
  const before = open(file)
  await appendTo(before, 'lesson', 'e', [Uint8Array.of(0, 0), Uint8Array.of(1)])
  await before.compact('lesson', 'e', Uint8Array.of(2), 2)
  await before.order('lesson', { locked: 'true' })
  await before.close()
  for (const sql of THIRD) tamper(file, sql)
  const store = open(file)
  expect(await store.open('lesson')).toMatchObject({ epoch: 'e', lastSeq: 2, policyVersion: 0, isNew: false })
  expect(await store.since('lesson', 'e', 2)).toMatchObject({ updates: [], lastSeq: 2 })
  expect(await appendTo(store, 'lesson', 'e', [Uint8Array.of(3)])).toBe(3)
  expect(await store.compact('lesson', 'e', Uint8Array.of(4), 3)).toBe(true)
  expect({ ...(await store.order('lesson', { gc: 'true' })).orders }).toEqual({ locked: 'true', gc: 'true' })
  const { epoch } = await store.open('new')
  await store.close()
  expect(await open(file).open('new')).toMatchObject({ epoch, isNew: true })
})

test('[X13][ST10] a file of the second schema says what is missing, and takes what is kept beside the logs', async () => {
  const file = tempFile()
  const before = open(file)
  await appendTo(before, 'lesson', 'e', [Uint8Array.of(0, 0)])
  await before.close()
  const earlier = [...THIRD, 'DROP TABLE kept', 'DROP TABLE shelves', 'PRAGMA user_version = 2']
  for (const sql of [...earlier, 'UPDATE written SET records = 0']) tamper(file, sql)
  const { isSound, lines } = await runData('verify', ['--data', file])
  expect([isSound, lines.join()]).toEqual([
    false,
    expect.stringContaining('1 record that was written is missing'),
  ])
  const store = open(file)
  await store.keep?.('lesson', 'k', new Map([['a', Uint8Array.of(1)]]))
  expect(await store.keptBodies?.('lesson', 'k', ['a'])).toEqual([Uint8Array.of(1)])
  expect((await store.open('lesson')).updates).toEqual([Uint8Array.of(0, 0)])
})
