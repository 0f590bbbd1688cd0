// A data file is made anew from a database that is still open, though its file has no name any more or was written over.
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { openToWrite, transaction } from './sqlite-file.ts'

/** The data file and what SQLite keeps beside it: what is written is in all of them together. */
export const DATA_SUFFIXES = ['', '-wal', '-shm'] as const

const NEW_SUFFIX = '-new'

const BUSY_MS = 200

/** A body has a few MiB at most, and most have much less. */
const KEPT_PER_STEP = 16

/** SQLite's numbers for a file that cannot be read: damaged, none of SQLite's, too short. */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26
const SQLITE_IOERR_SHORT_READ = 522

export interface Copied {
  readonly rooms: number
  /** Rooms that could not be read. */
  readonly lostRooms: number
  /** Their records, as far as known: at least one each. */
  readonly lostRecords: number
}

/** Copies all rooms that can be read into a new file beside `path`, one after the other; other work goes on between them. */
export const copyBeside = async (db: DatabaseSync, path: string, written: number): Promise<Copied> => {
  const beside = path + NEW_SUFFIX
  for (const suffix of DATA_SUFFIXES) rmSync(beside + suffix, { force: true })
  openToWrite(beside, { durability: 'full', busyMs: BUSY_MS }, (made) => made.close())
  db.prepare('ATTACH ? AS renewed').run(beside)
  try {
    let [rooms, lostRooms, lostRecords] = [0, 0, 0]
    for (const id of readable(() => roomIds(db)) ?? []) {
      if (readable(() => copyRoom(db, id)) === null) {
        lostRooms += 1
        lostRecords += readable(() => recordsOf(db, id)) ?? 1
      } else rooms += 1
      await new Promise(setImmediate)
    }
    await copyKept(db)
    for (const table of ['orders', 'policies', 'quarantine'])
      readable(() => db.exec(`INSERT INTO renewed.${table} SELECT * FROM main.${table}`))
    readable(() => db.exec('INSERT OR REPLACE INTO renewed.seed SELECT * FROM main.seed'))
    db.prepare('UPDATE renewed.written SET records = ?').run(written)
    return { rooms, lostRooms, lostRecords }
  } finally {
    if (db.isOpen) db.exec('DETACH renewed')
  }
}

/** Puts the new file under its name. Whatever lies there is kept: gives the name that it has now, or null where nothing was there. */
export const putInPlace = (path: string): string | null => {
  const aside = `${path}.aside-${new Date().toISOString().replaceAll(/[-:]/g, '')}`
  const inTheWay = DATA_SUFFIXES.filter((suffix) => existsSync(path + suffix))
  for (const suffix of inTheWay) renameSync(path + suffix, aside + suffix)
  renameSync(path + NEW_SUFFIX, path)
  return inTheWay.length > 0 ? aside : null
}

const roomIds = (db: DatabaseSync): readonly number[] =>
  db
    .prepare('SELECT id FROM main.rooms')
    .all()
    .map(({ id }) => Number(id))

const recordsOf = (db: DatabaseSync, id: number): number =>
  Number(db.prepare('SELECT count(*) AS records FROM main.records WHERE room_id = ?').get(id)?.records)

/** As it is: a damaged record is found when its room is loaded, and not here. */
const copyRoom = (db: DatabaseSync, id: number): void =>
  transaction(db, 'read', () => {
    db.prepare('INSERT INTO renewed.rooms SELECT * FROM main.rooms WHERE id = ?').run(id)
    db.prepare('INSERT INTO renewed.records SELECT * FROM main.records WHERE room_id = ?').run(id)
  })

/** All that is kept beside the logs and can be read, some of it in each step. */
const copyKept = async (db: DatabaseSync): Promise<void> => {
  readable(() => db.exec('INSERT INTO renewed.shelves SELECT * FROM main.shelves'))
  const copy = db.prepare(`
    INSERT INTO renewed.kept SELECT * FROM main.kept WHERE rowid > ? AND rowid <= ?`)
  const lastId = readable(() => Number(db.prepare('SELECT max(rowid) AS id FROM main.kept').get()?.id)) ?? 0
  for (let id = 0; id < lastId; id += KEPT_PER_STEP) {
    readable(() => copy.run(id, id + KEPT_PER_STEP))
    await new Promise(setImmediate)
  }
}

/** Null where the database cannot be read there. */
const readable = <Value>(work: () => Value): Value | null => {
  try {
    return work()
  } catch (error) {
    const code = Number((error as { errcode?: unknown }).errcode)
    if ([SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff) || code === SQLITE_IOERR_SHORT_READ) return null
    throw error
  }
}
