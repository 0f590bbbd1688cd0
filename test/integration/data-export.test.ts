import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../server/command/data-folder.ts'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData, runHomeroom } from '../support/data-command.ts'
import { dataFile, tamper, textOf, typed } from '../support/data-file.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'

test('[DA1] list names rooms, epochs, records and bytes, in order; --json says the same to a program', async () => {
  const file = await dataFile({ 'b/1': 'two', a: 'one more' })
  const { isSound, lines } = await runData('list', ['--data', file])
  expect(isSound).toBe(true)
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['room', 'epoch', 'records'],
    ['a', 'epoch of a', '8'],
    ['b/1', 'epoch of b/1', '3'],
  ])
  const json = await runData('list', ['--data', file, '--json'])
  expect(JSON.parse(json.lines.join('\n'))).toMatchObject([
    { room: 'a', epoch: 'epoch of a', records: 8, bytes: expect.any(Number) },
    { room: 'b/1', epoch: 'epoch of b/1', records: 3, bytes: expect.any(Number) },
  ])
})

test.each([
  ['list', []],
  ['export', ['--room', 'a']],
  ['compact', []],
  ['verify', []],
])(
  '[DA1] %s makes no file where there is none, and names the one that is none of ours',
  async (name, args) => {
    const missing = tempFile()
    await expect(runData(name, [...args, '--data', missing])).rejects.toThrow(
      `${missing} cannot be used: it does not exist`,
    )
    expect(existsSync(missing)).toBe(false)
    const foreign = tempFile()
    tamper(foreign, 'CREATE TABLE rooms (price INTEGER)')
    const before = readFileSync(foreign)
    await expect(runData(name, [...args, '--data', foreign])).rejects.toThrow(
      'the database of another program',
    )
    expect(readFileSync(foreign).equals(before)).toBe(true)
  },
)

test('[DA1] reads while somebody writes: what was committed before is there, and nobody waits', async () => {
  const file = await dataFile({ a: 'before' })
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  await appendTo(store, 'b', 'e', typed('not yet in the file itself'))
  expect(textOf((await runData('export', ['--data', file, '--room', 'b'])).bytes)).toBe(
    'not yet in the file itself',
  )
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
  await appendTo(store, 'b', 'e', typed('!'))
})

test('[DA2] a room is exported as one update, to standard output or a file', async () => {
  const file = await dataFile({ 'lesson/1': 'hello' })
  const { isSound, bytes, lines } = await runData('export', ['--data', file, '--room', 'lesson/1'])
  expect([isSound, textOf(bytes), lines]).toEqual([true, 'hello', []])
  const out = join(tempFolder(), 'lesson.yjs')
  writeFileSync(out, 'an older export')
  expect(await runData('export', ['--data', file, '--room', 'lesson/1', '--out', out])).toMatchObject({
    isSound: true,
  })
  expect(textOf(readFileSync(out))).toBe('hello')
  const refused = await runData('export', ['--data', file, '--room', 'lesson/1'], { isTerminal: true })
  expect(refused.faults).toEqual([expect.stringContaining('terminal')])
  expect(refused.bytes).toHaveLength(0)
})

test('[DA2] a room that is not there, or that was deleted, is said', async () => {
  const file = await dataFile({ lesson: 'hello' })
  const store = sqliteStore(file)
  await store.replace('lesson', 'e2', null)
  await store.close()
  for (const room of ['lesson', 'other']) {
    const { isSound, warnings, bytes } = await runData('export', ['--data', file, '--room', room])
    expect([isSound, warnings, bytes.length]).toEqual([false, [`there is no room "${room}"`], 0])
  }
})

test('[DA2] what is damaged is left out, said, and left in the file; the rest is exported', async () => {
  const file = await dataFile({ lesson: 'hello', other: 'whole' })
  const last = "room_id = (SELECT id FROM rooms WHERE name = 'lesson') AND seq = 5"
  tamper(file, `UPDATE records SET body = x'00' WHERE ${last}`)
  const { isSound, warnings, bytes } = await runData('export', ['--data', file, '--room', 'lesson'])
  expect([isSound, warnings]).toEqual([false, ['lesson: 1 damaged record left out']])
  expect(textOf(bytes)).toBe('hell')
  const out = join(tempFolder(), 'all')
  expect(await runData('export', ['--data', file, '--all', '--out', out])).toMatchObject({ isSound: false })
  expect(readdirSync(out).sort()).toEqual(['lesson.yjs', 'manifest.json', 'other.yjs'])
  expect(tamper(file, 'SELECT * FROM quarantine')).toEqual([])
  expect(tamper(file, `SELECT seq FROM records WHERE ${last}`)).toHaveLength(1)
})

test('[DA2] from a file that was cut off, what is there is exported, and what may be missing is said', async () => {
  const file = await dataFile({ lesson: 'hello' })
  const store = sqliteStore(file)
  await appendTo(store, 'large', 'e', [Buffer.concat([...typed('!'), Buffer.alloc(20_000)])])
  await store.close()
  truncateSync(file, statSync(file).size - 1000)
  for (const args of [
    ['list'],
    ['export', '--room', 'lesson'],
    ['export', '--all', '--out', tempFile('all')],
  ]) {
    const { isSound, warnings } = await runData(args[0] ?? '', [...args.slice(1), '--data', file])
    expect([isSound, warnings[0]], args.join(' ')).toEqual([false, expect.stringContaining('was cut off')])
  }
})

test('[DA2] an update that came before the one that it builds on is exported, too', async () => {
  const file = tempFile()
  const [first, , third] = typed('abc') as [Uint8Array, Uint8Array, Uint8Array]
  const store = sqliteStore(file)
  await appendTo(store, 'lesson', 'e', [first, third])
  await store.close()
  const { isSound, warnings, bytes } = await runData('export', ['--data', file, '--room', 'lesson'])
  expect([isSound, warnings]).toEqual([true, [expect.stringContaining('waits for an update')]])
  expect(textOf(bytes)).toBe('a')
  const again = tempFile()
  const path = join(tempFolder(), 'lesson.yjs')
  writeFileSync(path, bytes)
  expect(await runData('import', ['--data', again, '--room', 'lesson', '--in', path])).toMatchObject({
    isSound: true,
  })
})

test('[DA2] --all writes each room into a folder of its own file, with a manifest that names them', async () => {
  const rooms = {
    a: '1',
    A: '2',
    'a/b': '3',
    'Ünï/教室': '4',
    'a.b~c:d@e': '5',
    [`${'教'.repeat(128)}`]: '6',
  }
  const file = await dataFile(rooms)
  const out = join(tempFolder(), 'not/yet/there')
  const { isSound, lines } = await runData('export', ['--data', file, '--all', '--out', out])
  expect([isSound, lines]).toEqual([true, [`6 rooms in ${out}`]])
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    rooms: { room: string; file: string; epoch: string }[]
  }
  expect(readdirSync(out).sort()).toEqual([...manifest.rooms.map((row) => row.file), 'manifest.json'].sort())
  const byRoom = manifest.rooms.map((row) => [row.room, textOf(readFileSync(join(out, row.file)))])
  expect(Object.fromEntries(byRoom)).toEqual(rooms)
  expect(manifest.rooms.every(({ room, epoch }) => epoch === `epoch of ${room}`)).toBe(true)
  await expect(runData('export', ['--data', file, '--all', '--out', out])).rejects.toThrow('is not empty')
})

test('[DA2] file names are told apart by every file system, and can be read back', () => {
  const rooms = ['a', 'A', 'a/b', 'a.b', 'a%', '.a', 'é', '教室/1', '~a', ':a@b-c_d']
  const names = rooms.map(fileNameOf)
  for (const [index, name] of names.entries()) {
    expect(name).toMatch(/^[a-z0-9_%-]+\.yjs$/)
    expect(decodeURIComponent(name.slice(0, -'.yjs'.length))).toBe(rooms[index])
  }
  expect(new Set(names).size).toBe(rooms.length)
  const long = ['a', 'b'].map((end) => fileNameOf('教'.repeat(127) + end))
  expect(new Set(long).size).toBe(2)
  for (const name of long) expect(Buffer.byteLength(name)).toBeLessThan(255)
})

test('[DA6] everything that is wrong with the words is said at once, and the exit codes are 0, 1 and 2', async () => {
  const usage = await runHomeroom(['export', '--data', ':memory:', '--foo', '--all', '--room', 'a'])
  expect([usage.code, usage.stdout]).toEqual([2, ''])
  for (const part of [':memory:', '--foo', 'either --room']) expect(usage.stderr).toContain(part)
  for (const [name, ...args] of [
    ['export'],
    ['export', '--all'],
    ['import', '--room', 'a'],
    ['import', '--all'],
    ['import', '--in', 'x'],
    ['export', '--room', 'a//b'],
    ['export', '--room', 'a', '--out', ''],
    ['list', '--json=yes'],
    ['list', 'extra'],
  ])
    expect((await runData(name ?? '', args)).faults, `${name} ${args}`).toHaveLength(1)
  const missing = await runHomeroom(['list'], { HOMEROOM_DATA: tempFile() })
  expect([missing.code, missing.stdout]).toEqual([1, ''])
  expect(missing.stderr).toContain('it does not exist')
  const file = await dataFile({ lesson: 'hello' })
  expect(await runHomeroom(['list', '--data', file])).toMatchObject({ code: 0, stderr: '' })
  expect(await runHomeroom(['export', '--data', file, '--room', 'other'])).toMatchObject({
    code: 1,
    stdout: '',
  })
})
