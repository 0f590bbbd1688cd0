import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { dataFile, readRoom, tamper, typed } from '../support/data-file.ts'

test('[DA4] compact makes one record of each room, with the same content and epoch', async () => {
  const file = await dataFile({ lesson: 'hello', board: 'a' })
  expect(await runData('compact', ['--data', file])).toMatchObject({ isSound: true, warnings: [] })
  const lesson = await readRoom(file, 'lesson')
  expect(lesson).toMatchObject({ text: 'hello', epoch: 'epoch of lesson', lastSeq: 5 })
  expect(lesson.updates).toHaveLength(1)
  expect(await readRoom(file, 'board')).toMatchObject({ text: 'a' })
})

/** A room that was large, and of which next to nothing is left. */
const mostlyEmpty = async (): Promise<string> => {
  const file = await dataFile({ small: 'a' })
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < 20; index++) {
    doc.getText('text').insert(0, randomBytes(25_000).toString('hex'))
    doc.getText('text').delete(0, 50_000)
  }
  const store = sqliteStore(file)
  await appendTo(store, 'large', 'e', updates)
  await store.close()
  return file
}

test('[DA4] compact gives free space back to the disk, and says how much the file takes', async () => {
  const file = await mostlyEmpty()
  const before = statSync(file).size
  const { lines } = await runData('compact', ['--data', file])
  const after = statSync(file).size
  expect(before).toBeGreaterThan(1_000_000)
  // Its tables, empty, are 14 pages of 4 KiB.
  expect(after).toBeLessThan(64_000)
  expect(lines).toEqual([`${file}: ${before} bytes before, ${after} after`])
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
})

test('[DA4] compact beside a relay leaves the file as large as it is, says so, and holds up no write after it', async () => {
  const file = await mostlyEmpty()
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  const { lastSeq } = await store.open('large')
  const { isSound, warnings } = await runData('compact', ['--data', file])
  expect([isSound, warnings]).toEqual([true, [expect.stringContaining('somebody uses the file')]])
  expect(statSync(file).size).toBeGreaterThan(1_000_000)
  expect(await appendTo(store, 'large', 'e', typed('more'))).toBe(lastSeq + 4)
  const { updates } = await store.open('large')
  expect(updates).toHaveLength(5)
})

test('[DA4] compact sets damaged records aside, and leaves a room of which Yjs cannot read all', async () => {
  const file = await dataFile({ damaged: 'hello', unreadable: 'ab', sound: 'whole' })
  tamper(
    file,
    "UPDATE records SET body = x'00' WHERE seq = 5 AND room_id = (SELECT id FROM rooms WHERE name = 'damaged')",
  )
  const store = sqliteStore(file)
  await appendTo(store, 'unreadable', 'epoch of unreadable', [Uint8Array.of(9, 9, 9)])
  await store.close()
  const { isSound, warnings } = await runData('compact', ['--data', file])
  expect(isSound).toBe(false)
  expect(warnings).toEqual([
    expect.stringMatching(/^damaged: 1 damaged record set aside/),
    expect.stringMatching(/^unreadable: left as it is/),
  ])
  expect((await readRoom(file, 'damaged')).text).toBe('hell')
  expect((await readRoom(file, 'sound')).updates).toHaveLength(1)
  expect(
    tamper(file, "SELECT seq FROM records WHERE room_id = (SELECT id FROM rooms WHERE name = 'unreadable')"),
  ).toHaveLength(3)
})

test('[DA5] verify finds a sound file sound, and changes nothing of it', async () => {
  const file = await dataFile({ lesson: 'hello' })
  const before = readFileSync(file)
  expect(await runData('verify', ['--data', file])).toMatchObject({
    isSound: true,
    lines: [`${file} is sound`],
  })
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('[DA5] verify names each room with what is wrong in it, and leaves it as it is', async () => {
  const file = await dataFile({ a: 'flipped', b: 'whole', c: 'unreadable' })
  const store = sqliteStore(file)
  await appendTo(store, 'c', 'epoch of c', [Uint8Array.of(9, 9, 9)])
  await store.close()
  tamper(
    file,
    "UPDATE records SET checksum = 0 WHERE seq < 3 AND room_id = (SELECT id FROM rooms WHERE name = 'a')",
  )
  tamper(file, 'INSERT INTO records VALUES (99, 1, 0, 0)')
  const before = readFileSync(file)
  const { isSound, lines } = await runData('verify', ['--data', file])
  expect(isSound).toBe(false)
  expect(lines.slice(0, 3)).toEqual([
    'records that belong to no room: 1',
    'a: 2 damaged records',
    'c: 1 record that Yjs cannot read',
  ])
  expect(lines.at(-1)).toBe(`${file} is damaged: 3 faults`)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('[DA5] verify names what was set aside before, which is no fault', async () => {
  const file = await dataFile({ a: 'hello' })
  tamper(file, 'UPDATE records SET checksum = 0 WHERE seq = 5')
  await readRoom(file, 'a')
  const { isSound, lines } = await runData('verify', ['--data', file])
  expect(isSound).toBe(true)
  expect(lines[0]).toMatch(/^a: record 5 of epoch epoch of a \(\d+ bytes\) was set aside$/)
})
