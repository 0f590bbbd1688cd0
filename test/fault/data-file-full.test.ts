import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openToWrite } from '../../server/store/sqlite-file.ts'
import { storeIn } from '../../server/store/sqlite-store.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { readRoom } from '../support/data-file.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const large = (value: number): Uint8Array => new Uint8Array(50_000).fill(value)

test('[ST2] a full disk rejects what does not fit, whole; then it works again', async () => {
  const file = tempFile()
  const db = openToWrite(file, { durability: 'normal', busyMs: 0 }, (opened) => opened)
  const store = storeIn(file, db, 'normal')
  onTestCleanup(() => store.close())
  await appendTo(store, 'lesson', 'e', [large(1)])
  const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count)
  // SQLite's own error for a disk without room: SQLITE_FULL.
  db.exec(`PRAGMA max_page_count = ${pages + 20}`)
  const full = /database or disk is full/
  await appendTo(store, 'lesson', 'e', [large(2)])
  const before = await store.open('lesson')
  for (let round = 0; round < 3; round++) {
    await expect(appendTo(store, 'lesson', 'e', [Uint8Array.of(3), large(4), large(5)])).rejects.toThrow(full)
    await expect(appendTo(store, 'new', 'e', [large(6)])).rejects.toThrow(full)
    await expect(
      store.compact('lesson', 'e', Buffer.concat([large(7), large(8), large(9), large(9)]), 2),
    ).rejects.toThrow(full)
    await expect(
      store.replace('lesson', 'e2', Buffer.concat([large(7), large(8), large(9), large(9)])),
    ).rejects.toThrow(full)
  }
  expect(await store.open('lesson')).toEqual(before)
  expect(await store.open('new')).toMatchObject({ isNew: true, updates: [] })
  db.exec(`PRAGMA max_page_count = ${pages + 1_000}`)
  expect(await appendTo(store, 'lesson', 'e', [large(4)])).toBe(3)
  await store.replace('new', 'e', large(5))
  expect((await store.open('lesson')).updates).toEqual([large(1), large(2), large(4)])
  expect(await store.open('new')).toMatchObject({ epoch: 'e', updates: [large(5)] })
})

const PRLIMIT = '/usr/bin/prlimit'

/** Files of a process may not be larger than that; null is no limit. SQLite's writes fail as they do on a full disk. */
const limitFileBytes = (pid: number, bytes: number | null) =>
  execFileSync(PRLIMIT, ['--pid', `${pid}`, `--fsize=${bytes ?? 'unlimited'}:unlimited`])

test.skipIf(!existsSync(PRLIMIT))(
  '[DO4] C65 a relay whose disk is full keeps what it cannot write, says so, and writes it when there is room again',
  async () => {
    const file = tempFile()
    const relay = await runRelay(['--data', file])
    const isReady = async () => (await fetch(`${relay.url}/readyz`)).status === 200
    const isWritten = async () => (await metricOf(relay.url, 'homeroom_journal_pending_updates')) === 0
    const client = stockClient(relay.wsUrl, 'lesson')
    await client.synced()
    client.text.insert(0, 'before')
    await until(async () => (await readRoom(file, 'lesson')).text === 'before')

    limitFileBytes(relay.pid ?? 0, 200_000)
    for (let round = 0; round < 10; round++) client.text.insert(0, 'x'.repeat(50_000))
    await until(async () => !(await isReady()))
    expect(
      await metricOf(relay.url, 'homeroom_store_failures_total', { operation: 'append' }),
    ).toBeGreaterThan(0)
    // Whoever comes meanwhile has all of it.
    const other = stockClient(relay.wsUrl, 'lesson')
    await until(() => other.text.length === client.text.length)
    expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
    expect((await readRoom(file, 'lesson')).text.length).toBeLessThan(client.text.length)

    limitFileBytes(relay.pid ?? 0, null)
    await until(async () => (await isReady()) && (await isWritten()))
    relay.kill('SIGKILL')
    await relay.exited()
    expect((await readRoom(file, 'lesson')).text).toBe(client.text.toString())
    expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
  },
)
