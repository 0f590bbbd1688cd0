import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'
import { StoredVersions } from '../../server/versions/stored-versions.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { dataFile, readRoom, textOf, typed } from '../support/data-file.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'

const exportAll = async (file: string): Promise<string> => {
  const folder = join(tempFolder(), 'export')
  await runData('export', ['--data', file, '--all', '--out', folder])
  return folder
}

const written = (bytes: Uint8Array | string): string => {
  const path = join(tempFolder(), 'room.yjs')
  writeFileSync(path, bytes)
  return path
}

const updateOf = async (room: string, text: string): Promise<Uint8Array> =>
  (await runData('export', ['--data', await dataFile({ [room]: text }), '--room', room])).bytes

test('[DA3] a room is replaced under a new epoch, and the others stay', async () => {
  const file = await dataFile({ lesson: 'old', board: 'stays' })
  const path = written(await updateOf('x', 'new'))
  const { isSound, lines } = await runData('import', ['--data', file, '--room', 'lesson', '--in', path])
  expect(isSound).toBe(true)
  expect(lines[0]).toContain('in the place of 3 records')
  const lesson = await readRoom(file, 'lesson')
  expect(lesson).toMatchObject({ text: 'new', quarantined: 0 })
  expect(lesson.epoch).toMatch(/^[0-9a-f-]{36}$/)
  expect(await readRoom(file, 'board')).toMatchObject({ text: 'stays', epoch: 'epoch of board' })
})

test('[VE4] what was in a room is a version before an import, once', async () => {
  const file = await dataFile({ lesson: 'old' })
  const path = written(await updateOf('x', 'new'))
  for (let round = 0; round < 3; round++)
    await runData('import', ['--data', file, '--room', 'lesson', '--in', path])
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  const versions = new StoredVersions(store as Required<typeof store>)
  const [second, first, ...more] = await versions.list('lesson')
  if (first === undefined || second === undefined) throw new Error('there are no two versions')
  expect([first.cause, first.epoch, more]).toEqual(['import', 'epoch of lesson', []])
  expect(textOf((await versions.read('lesson', first)) ?? Uint8Array.of())).toBe('old')
  expect(textOf((await versions.read('lesson', second)) ?? Uint8Array.of())).toBe('new')
})

test('[DA3] an import of all of an export gives every room back, in a file that was not there', async () => {
  const texts = { a: '1', A: '2', 'a/b': '3', 教室: '4', [`${'教'.repeat(128)}`]: '5' }
  const folder = await exportAll(await dataFile(texts))
  const file = tempFile()
  const { isSound, lines } = await runData('import', ['--data', file, '--all', '--in', folder])
  expect([isSound, lines.at(-1)]).toEqual([true, `5 rooms of 5 imported into ${file}`])
  for (const [room, text] of Object.entries(texts)) expect(await readRoom(file, room)).toMatchObject({ text })
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
})

test.each([
  ['a text', 'Dear diary, '.repeat(20)],
  ['nothing', ''],
  ['half an update', Buffer.from(typed('hello')[4] ?? []).subarray(0, 5)],
  [
    'an update with bytes left out',
    Buffer.concat([Buffer.from(typed('a')[0] ?? []).subarray(0, 3), Buffer.from([9])]),
  ],
])('[DA3] %s is refused, and changes nothing', async (_what, bytes) => {
  const file = await dataFile({ lesson: 'old' })
  const path = written(bytes)
  const { isSound, warnings } = await runData('import', ['--data', file, '--room', 'lesson', '--in', path])
  expect(isSound).toBe(false)
  expect(warnings).toEqual([expect.stringContaining(`${path} is no Yjs update`), 'nothing was imported'])
  expect(await readRoom(file, 'lesson')).toMatchObject({ text: 'old', epoch: 'epoch of lesson' })
  const missing = tempFile()
  await runData('import', ['--data', missing, '--room', 'lesson', '--in', path])
  expect(existsSync(missing)).toBe(false)
})

test('[DA3] one bad file of an export refuses all of it, and each that is bad is named', async () => {
  const folder = await exportAll(await dataFile({ a: '1', b: '2', c: '3', d: '4' }))
  const b = readFileSync(join(folder, 'b.yjs'))
  writeFileSync(join(folder, 'b.yjs'), b.subarray(0, -1))
  rmSync(join(folder, 'c.yjs'))
  const file = await dataFile({ a: 'old' })
  const { isSound, warnings } = await runData('import', ['--data', file, '--all', '--in', folder])
  expect(isSound).toBe(false)
  expect(warnings).toEqual([
    expect.stringMatching(/^"b": .*not as it was exported/),
    expect.stringMatching(/^"c": .*cannot be read/),
    'nothing was imported',
  ])
  expect(await readRoom(file, 'a')).toMatchObject({ text: 'old' })
  expect(await readRoom(file, 'd')).toMatchObject({ isNew: true, updates: [] })
})

test('[DA3] an export that was cut off, and a manifest that points elsewhere, are refused', async () => {
  const folder = await exportAll(await dataFile({ a: '1' }))
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { rooms: Record<string, unknown>[] }
  const row = manifest.rooms[0]
  const bad: [string, string][] = [
    ['not JSON', 'no manifest'],
    [JSON.stringify({ ...manifest, version: 2 }), 'version'],
    [JSON.stringify({ ...manifest, rooms: [{ ...row, file: '../a.yjs' }] }), 'rooms.0.file'],
    [JSON.stringify({ ...manifest, rooms: [{ ...row, room: 'a//b' }] }), 'it is no room id'],
    [JSON.stringify({ ...manifest, rooms: [{ ...row, room: '%61' }] }), 'it is no room id'],
    [JSON.stringify({ ...manifest, rooms: [row, row] }), 'it is there twice'],
  ]
  const file = tempFile()
  for (const [text, said] of bad) {
    writeFileSync(path, text)
    const { isSound, warnings } = await runData('import', ['--data', file, '--all', '--in', folder])
    expect(isSound, text).toBe(false)
    expect(warnings[0], text).toContain(said === 'no manifest' ? 'cannot be read' : said)
  }
  rmSync(path)
  expect(await runData('import', ['--data', file, '--all', '--in', folder])).toMatchObject({ isSound: false })
  expect(existsSync(file)).toBe(false)
})

test('[DA3] an import beside a relay refuses what the relay still has of the room before', async () => {
  const file = await dataFile({ lesson: 'old' })
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  const { epoch } = await store.open('lesson')
  const path = written(await updateOf('x', 'new'))
  expect(await runData('import', ['--data', file, '--room', 'lesson', '--in', path])).toMatchObject({
    isSound: true,
  })
  await expect(appendTo(store, 'lesson', epoch ?? '', typed('late'))).rejects.toThrow('another epoch')
  const { updates } = await store.open('lesson')
  expect(textOf(...updates)).toBe('new')
})
