// The data file is taken away, replaced or written over while a relay has it.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { countingClient } from '../support/counting-client.ts'
import { runData } from '../support/data-command.ts'
import { dataFile, readRoom, textOf, typed } from '../support/data-file.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const BESIDE = ['', '-wal', '-shm'] as const
const removeAll = (file: string) => BESIDE.map((suffix) => rmSync(file + suffix))

const open = (file: string) => {
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  return store
}

/** Asks the store as a relay does, until it has said what is wrong, and has mended it. */
const mended = async (store: ReturnType<typeof open>) => {
  expect((await store.check?.())?.fault).toContain('taken away or replaced')
  const health = await store.check?.()
  expect(health).toMatchObject({ fault: null, renewals: [expect.stringContaining('rooms copied')] })
  return health
}

const asideOf = (file: string) =>
  readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.aside-`))

test('[X12][ST9] a relay whose data file was deleted says so, says saved of nothing, and writes all rooms to a new file', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file, '--idle', '0'])
  const away = await countingClient(relay.wsUrl, 'away')
  away.write((doc) => doc.getText('text').insert(0, 'not in memory'))
  await until(() => away.lastTold().saved === away.sent())
  away.ws.terminate()
  const here = await countingClient(relay.wsUrl, 'here')
  here.write((doc) => doc.getText('text').insert(0, 'before'))
  await until(() => here.lastTold().saved === here.sent())
  await until(async () => (await metricOf(relay.url, 'homeroom_rooms', { state: 'open' })) === 1)

  removeAll(file)
  here.write((doc) => doc.getText('text').insert(0, 'after '))
  const statusOf = async () => (await fetch(`${relay.url}/readyz`)).status
  await until(async () => (await statusOf()) === 503)
  // Nothing is called saved while there is no file under that name.
  if (!existsSync(file)) expect(here.lastTold().saved).toBeLessThan(here.sent())
  await until(async () => (await statusOf()) === 200)
  await until(() => here.lastTold().saved === here.sent())
  expect(relay.stderr()).toContain('taken away or replaced')
  expect(relay.stderr()).toContain('the store was made anew')
  expect(await metricOf(relay.url, 'homeroom_store_failures_total', { operation: 'check' })).toBeGreaterThan(
    0,
  )
  relay.kill('SIGKILL')
  await relay.exited()
  expect((await readRoom(file, 'here')).text).toBe('after before')
  expect((await readRoom(file, 'away')).text).toBe('not in memory')
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
})

test.each([
  ['all of it was deleted', removeAll],
  [
    'and its lock and count',
    (file: string) => [...BESIDE, '-lock', '-count'].map((one) => rmSync(file + one)),
  ],
  ['it was moved', (file: string) => BESIDE.map((one) => renameSync(file + one, `${file}.moved${one}`))],
  ['its log alone was deleted', (file: string) => rmSync(`${file}-wal`)],
  ['the shared memory of its log alone was deleted', (file: string) => rmSync(`${file}-shm`)],
  ['another file lies there', (file: string) => [removeAll(file), writeFileSync(file, 'Dear diary')]],
  ['a folder lies there', (file: string) => [removeAll(file), mkdirSync(file)]],
  [
    'its folder was moved and made again',
    (file: string) => {
      renameSync(dirname(file), `${dirname(file)}.moved`)
      mkdirSync(dirname(file))
    },
  ],
] as const)('[X12][ST9] %s: the next write is refused, and a new file has everything', async (_, damage) => {
  const file = tempFile()
  const store = open(file)
  await appendTo(store, 'lesson', 'e', typed('one'))
  await appendTo(store, 'deleted', 'e', typed('two'))
  await store.replace('deleted', 'e2', null)
  await store.order('lesson', { 'removed ada': '7' })
  const kept = Array.from({ length: 40 }, (_, index) => [`${index}`, Uint8Array.of(index)] as const)
  await store.keep?.('lesson', 'k', new Map(kept))
  await store.keep?.('lesson', 'k', new Map([['7', null]]))
  damage(file)
  await expect(appendTo(store, 'lesson', 'e', typed('x'))).rejects.toThrow(
    /cannot be used: .*taken away or replaced/,
  )
  await expect(store.order('lesson', { locked: 'true' })).rejects.toThrow('taken away or replaced')
  await expect(store.keep?.('lesson', 'k', new Map([['8', null]]))).rejects.toThrow('taken away or replaced')
  // What is read is still right.
  expect(textOf(...(await store.open('lesson')).updates)).toBe('one')
  expect(await mended(store)).toMatchObject({ missing: 0 })
  // What was refused was not written: the numbers go on as its writer knows them.
  expect((await store.open('lesson')).lastSeq).toBe(3)
  expect(await appendTo(store, 'lesson', 'e', typed('late'))).toBeGreaterThan(3)
  await store.close()
  const again = open(file)
  expect(await again.open('deleted')).toMatchObject({ epoch: 'e2', updates: [] })
  expect({ ...(await again.orders('lesson')).orders }).toEqual({ 'removed ada': '7' })
  expect(await again.kept?.('k')).toHaveLength(39)
  expect(await again.keptBodies?.('lesson', 'k', ['7', '39'])).toEqual([null, Uint8Array.of(39)])
  expect((await again.open('lesson')).updates.slice(0, 3).map((update) => textOf(update).length)).toEqual([
    1, 0, 0,
  ])
  expect(await again.check?.()).toMatchObject({ fault: null, missing: 0 })
})

test('[X12][ST9] whatever lies in the place of the file is kept under another name', async () => {
  const restored = await dataFile({ restored: 'of a backup' })
  const file = tempFile()
  const store = open(file)
  await appendTo(store, 'lesson', 'e', typed('ours'))
  removeAll(file)
  copyFileSync(restored, file)
  const health = await mended(store)
  const [aside = ''] = asideOf(file)
  expect(health?.renewals[0]).toContain(aside)
  expect((await readRoom(`${dirname(file)}/${aside}`, 'restored')).text).toBe('of a backup')
  expect((await readRoom(file, 'lesson')).text).toBe('ours')
  expect((await readRoom(file, 'restored')).isNew).toBe(true)
})

test('[X12][ST9] a file that was cut off in its place: what can be read is copied, and the rest is counted', async () => {
  const file = tempFile()
  const before = open(file)
  for (let room = 0; room < 20; room++)
    await appendTo(before, `room ${room}`, 'e', [new Uint8Array(50_000).fill(room)])
  await before.close()
  const store = open(file)
  await appendTo(store, 'fresh', 'e', typed('in the log'))
  truncateSync(file, 200_000)
  const health = await mended(store)
  const rooms = await store.list()
  expect(rooms.map(({ room }) => room)).toContain('fresh')
  expect(rooms.length).toBeLessThan(21)
  expect(health?.missing).toBe(21 - rooms.length)
})

test('[X12][ST9] where no new file can be made, nothing is saved, the reason is said, and it is tried again', async () => {
  const file = tempFile()
  const store = open(file)
  await appendTo(store, 'lesson', 'e', typed('one'))
  renameSync(dirname(file), `${dirname(file)}.moved`)
  expect((await store.check?.())?.fault).toContain('taken away')
  expect((await store.check?.())?.fault).toContain('cannot be made anew')
  await expect(appendTo(store, 'lesson', 'e', typed('x'))).rejects.toThrow('cannot be made anew')
  await store.close()
  expect((await readRoom(`${dirname(file)}.moved/${basename(file)}`, 'lesson')).text).toBe('one')
})

test('[X12] closing a store whose file was replaced takes nothing of the new one away', async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  await appendTo(store, 'lesson', 'e', typed('old'))
  removeAll(file)
  for (const suffix of BESIDE) writeFileSync(file + suffix, 'theirs')
  await store.close()
  expect(readdirSync(dirname(file)).sort()).toEqual(
    [...BESIDE, '-count', '-lock'].map((suffix) => basename(file) + suffix).sort(),
  )
})
