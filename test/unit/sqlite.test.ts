import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { finish } from '../../server/base/turns.ts'
import { sqliteStore } from '../../server/index.ts'
import { openToWrite } from '../../server/store/sqlite-file.ts'
import { SqliteRooms } from '../../server/store/sqlite-rooms.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const open = (file: string) => {
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  return store
}

/** Runs SQL on the file behind the store's back. */
const tamper = <Row>(file: string, sql: string): Row[] => {
  const db = new DatabaseSync(file)
  try {
    return db.prepare(sql).all() as Row[]
  } finally {
    db.close()
  }
}

/** A file with the records 1 to 4 in `lesson` and one in `board`. */
const filled = async (): Promise<string> => {
  const file = tempFile()
  const store = sqliteStore(file)
  await appendTo(store, 'lesson', 'e1', [bytes(1, 1), bytes(2, 2), bytes(3, 3)])
  await appendTo(store, 'lesson', 'e1', [bytes(4, 4)])
  await appendTo(store, 'board', 'e2', [bytes(9, 9)])
  await store.close()
  return file
}

describe('a damaged record', () => {
  const LESSON = "room_id = (SELECT id FROM rooms WHERE name = 'lesson')"
  const BOARD = "(SELECT id FROM rooms WHERE name = 'board')"
  test.each([
    ['a bit of its body flipped', `UPDATE records SET body = x'0203' WHERE ${LESSON} AND seq = 2`],
    ['its body cut short', `UPDATE records SET body = x'02' WHERE ${LESSON} AND seq = 2`],
    ['its body gone', `UPDATE records SET body = x'' WHERE ${LESSON} AND seq = 2`],
    ['its body a text', `UPDATE records SET body = 'ab' WHERE ${LESSON} AND seq = 2`],
    ['its body a huge number', `UPDATE records SET body = 9223372036854775807 WHERE ${LESSON} AND seq = 2`],
    [
      'a bit of its checksum flipped',
      `UPDATE records SET checksum = checksum + 1 WHERE ${LESSON} AND seq = 2`,
    ],
    ['a huge checksum', `UPDATE records SET checksum = 9223372036854775807 WHERE ${LESSON} AND seq = 2`],
    ['a checksum of text', `UPDATE records SET checksum = 'x' WHERE ${LESSON} AND seq = 2`],
    ['another number', `UPDATE records SET seq = 7 WHERE ${LESSON} AND seq = 2`],
    ['a huge number', `UPDATE records SET seq = 9223372036854775807 WHERE ${LESSON} AND seq = 2`],
  ])('[ST1] with %s is set aside and counted, and its room lives', async (_what, sql) => {
    const file = await filled()
    tamper(file, sql)
    const store = open(file)
    const loaded = await store.open('lesson')
    expect(loaded).toMatchObject({ epoch: 'e1', quarantined: 1 })
    expect(loaded.updates).toEqual([bytes(1, 1), bytes(3, 3), bytes(4, 4)])
    expect(await store.open('lesson')).toMatchObject({ quarantined: 0, updates: loaded.updates })
    expect(await store.open('board')).toMatchObject({ quarantined: 0, updates: [bytes(9, 9)] })
    expect(tamper(file, "SELECT room, epoch FROM quarantine WHERE room = 'lesson'")).toHaveLength(1)
    const last = await appendTo(store, 'lesson', 'e1', [bytes(5, 5)])
    expect(last).toBeGreaterThan(4)
    expect((await store.open('lesson')).updates).toEqual([...loaded.updates, bytes(5, 5)])
  })

  test('[ST1] that is whole but was moved here from another room is set aside', async () => {
    const file = await filled()
    tamper(file, `UPDATE records SET room_id = ${BOARD} WHERE ${LESSON} AND seq = 2`)
    const store = open(file)
    expect(await store.open('board')).toMatchObject({ quarantined: 1, updates: [bytes(9, 9)] })
    expect(await store.open('lesson')).toMatchObject({ quarantined: 0 })
  })

  test('[ST1] of another generation is set aside', async () => {
    const file = await filled()
    tamper(file, "UPDATE rooms SET epoch = 'e3' WHERE name = 'lesson'")
    const store = open(file)
    expect(await store.open('lesson')).toMatchObject({ epoch: 'e3', quarantined: 4, updates: [] })
  })

  test.each([
    "UPDATE kept SET body = x'0203' WHERE key = 'a'",
    "UPDATE kept SET body = 'text' WHERE key = 'a'",
    "UPDATE kept SET checksum = 9223372036854775807 WHERE key = 'a'",
    "UPDATE kept SET key = 'c' WHERE key = 'a'",
    "UPDATE shelves SET kind = 'other'",
  ])('[ST10] beside the logs is as one that is not there (%s)', async (sql) => {
    const file = await filled()
    const before = open(file)
    await before.keep?.(
      'lesson',
      'k',
      new Map([
        ['a', bytes(1)],
        ['b', bytes(2)],
      ]),
    )
    await before.close()
    tamper(file, sql)
    const bodies = await open(file).keptBodies?.('lesson', 'k', ['a', 'c', 'b'])
    expect(bodies?.slice(0, 2)).toEqual([null, null])
    const isOtherKind = sql.includes('shelves')
    expect(bodies?.[2]).toEqual(isOtherKind ? null : bytes(2))
  })

  test('[ST1] keeps its bytes in the quarantine, for whoever can save them', async () => {
    const file = await filled()
    tamper(file, `UPDATE records SET checksum = 0 WHERE ${LESSON} AND seq = 3`)
    await open(file).open('lesson')
    expect(tamper(file, 'SELECT room, epoch, seq, body FROM quarantine')).toEqual([
      { room: 'lesson', epoch: 'e1', seq: 3, body: bytes(3, 3) },
    ])
  })

  test('[ST2] numbers go on above the records, also where the last number was damaged', async () => {
    const file = await filled()
    tamper(file, "UPDATE rooms SET last_seq = 1 WHERE name = 'lesson'")
    const store = open(file)
    expect(await appendTo(store, 'lesson', 'e1', [bytes(5)])).toBe(5)
    expect((await store.open('lesson')).updates).toHaveLength(5)
  })
})

describe('a file that is none of ours', () => {
  test('of a newer Homeroom is refused, and is not touched', async () => {
    const file = await filled()
    tamper(file, 'PRAGMA user_version = 5')
    const before = readFileSync(file)
    expect(() => sqliteStore(file)).toThrow(/The data file .* cannot be used: .*newer Homeroom \(schema 5\)/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test.each(['x', 'Dear diary', 'Dear diary, '.repeat(20), 'Dear diary, '.repeat(1000)])(
    'that is no database is refused, and is not touched (%#)',
    (text) => {
      const file = tempFile('notes.txt')
      writeFileSync(file, text)
      expect(() => sqliteStore(file)).toThrow(
        /The data file .*notes\.txt cannot be used: .*file is not a database/,
      )
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  test('that is the database of another program is refused, and is not touched', () => {
    const file = tempFile()
    tamper(file, 'CREATE TABLE rooms (price INTEGER)')
    const before = readFileSync(file)
    expect(() => sqliteStore(file)).toThrow(/cannot be used: it is the database of another program/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('in a folder that is not there, or that is a folder, is refused by the name of the file', () => {
    const folder = tempFolder()
    expect(() => sqliteStore(join(folder, 'nowhere/homeroom.db'))).toThrow(
      /The data file .*nowhere.* cannot be used/,
    )
    expect(() => sqliteStore(folder)).toThrow(/The data file .* cannot be used: it is a folder/)
  })

  test('[ST6] an empty file beside a write-ahead log is refused: SQLite would delete what is in that', async () => {
    const file = tempFile()
    const store = open(file)
    await appendTo(store, 'lesson', 'e', [bytes(1)])
    for (const damage of [(copy: string) => writeFileSync(copy, ''), (copy: string) => rmSync(copy)]) {
      const copy = tempFile()
      copyFileSync(file, copy)
      copyFileSync(`${file}-wal`, `${copy}-wal`)
      damage(copy)
      expect(() => sqliteStore(copy)).toThrow(/The data file .* cannot be used: .*homeroom\.db-wal is there/)
      expect(statSync(`${copy}-wal`).size).toBeGreaterThan(0)
    }
  })

  test('an empty file is one to begin with', async () => {
    const file = tempFile()
    writeFileSync(file, '')
    expect(await appendTo(open(file), 'lesson', 'e', [bytes(1)])).toBe(1)
  })
})

test('[ST2] a file that another process has locked fails the write and changes nothing; then it works again', async () => {
  const file = await filled()
  const store = open(file)
  const other = new DatabaseSync(file)
  onTestCleanup(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  await expect(appendTo(store, 'lesson', 'e1', [bytes(5)])).rejects.toThrow(/locked/)
  await expect(store.compact('lesson', 'e1', bytes(5), 4)).rejects.toThrow(/locked/)
  expect((await store.open('lesson')).updates).toHaveLength(4)
  other.exec('COMMIT')
  expect(await appendTo(store, 'lesson', 'e1', [bytes(5)])).toBe(5)
})

test.each([
  ['normal', 1],
  ['full', 2],
] as const)('[ST5] %s asks SQLite for what it says', async (durability, synchronous) => {
  const store = sqliteStore(tempFile(), { durability })
  onTestCleanup(() => store.close())
  expect(store.durability).toBe(durability)
  openToWrite(tempFile(), { durability, busyMs: 0 }, (db) => {
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous })
    db.close()
  })
})

test('[ST5] normal is the preset', () => {
  expect(open(tempFile()).durability).toBe('normal')
})

const seed = someSeed()

/** Some hundred files are opened, written and closed: where others use the disk, that takes its time. */
const SLOW_DISK = { timeout: 120_000 }

test(
  `[ST2] C68 a write-ahead log cut off anywhere opens with what was written first (seed ${seed})`,
  SLOW_DISK,
  async () => {
    const random = randomFrom(seed)
    const file = tempFile()
    const store = open(file)
    const written: Uint8Array[] = []
    const batchEnds = new Set([0])
    for (let index = 0; index < 60; index++) {
      const batch = Array.from({ length: 1 + random.below(3) }, () => random.bytes(1 + random.below(2000)))
      await appendTo(store, 'lesson', 'e', batch)
      written.push(...batch)
      batchEnds.add(written.length)
    }
    const logBytes = statSync(`${file}-wal`).size
    expect(logBytes).toBeGreaterThan(100_000)
    const FRAME = 4096 + 24
    const cuts = new Set([0, 1, 31, 32, 33, logBytes - 1, logBytes])
    for (let at = 32; at < logBytes; at += FRAME * (1 + random.below(6))) {
      for (const offset of [-1, 0, 1, 23, 24, 2000]) cuts.add(Math.min(logBytes, at + offset))
    }
    const seen = new Set<number>()
    for (const cut of cuts) {
      const copy = tempFile(`cut-${cut}.db`)
      copyFileSync(file, copy)
      copyFileSync(`${file}-wal`, `${copy}-wal`)
      truncateSync(`${copy}-wal`, cut)
      const cutStore = sqliteStore(copy)
      const { updates, quarantined, lastSeq } = await cutStore.open('lesson')
      expect(quarantined, `cut at ${cut}`).toBe(0)
      expect(lastSeq, `cut at ${cut}`).toBe(updates.length)
      expect(batchEnds, `cut at ${cut}`).toContain(updates.length)
      expect(Buffer.concat(updates).equals(Buffer.concat(written.slice(0, updates.length)))).toBe(true)
      await appendTo(cutStore, 'lesson', 'e', [bytes(1)])
      expect((await cutStore.open('lesson')).updates).toHaveLength(updates.length + 1)
      await cutStore.close()
      expect(existsSync(`${copy}-wal`)).toBe(false)
      seen.add(updates.length)
    }
    expect(seen.size).toBeGreaterThan(10)
    expect(seen.has(written.length)).toBe(true)
  },
)

test('[DO5][ST9] a snapshot that is in place stays there, also where its writer was told that it failed', async () => {
  const rooms = openToWrite(
    await filled(),
    { durability: 'normal', busyMs: 0 },
    (db) => new SqliteRooms(db, () => undefined),
  )
  onTestCleanup(() => rooms.close())
  const snapshot = { name: 'lesson', epoch: 'e1', upToSeq: 4 }
  const id = rooms.beginSnapshot(snapshot)
  rooms.addPart(id, 1, snapshot, bytes(7))
  rooms.putInPlace(id, snapshot)
  rooms.giveUp(id)
  while (rooms.drop());
  expect(finish(rooms.open('lesson'))).toMatchObject({ updates: [bytes(7)], lastSeq: 4 })
})
