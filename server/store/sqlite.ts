import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { EpochMismatch, type Store } from './store.ts'

const SCHEMA_VERSION = 1

/** Says in the file's header whose it is ("Hrom"), so that no other program's database is taken for ours. */
const APPLICATION_ID = 0x48726f6d

/**
 * WAL with NORMAL: a commit outlives the process at once, and the machine after the next checkpoint. A file that
 * another process has locked is waited for only shortly, since nothing else happens meanwhile: the journal tries again.
 */
const PRAGMAS = `
  PRAGMA busy_timeout = 200;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
`

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    last_seq INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS records (
    room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (room_id, seq)
  );
  CREATE TABLE IF NOT EXISTS quarantine (
    id INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    checksum INTEGER,
    body BLOB
  );
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

interface RoomRow {
  id: number
  epoch: string
  last_seq: number
}

/** As it is in the file: a damaged number may be larger than JavaScript's are. */
interface RecordRow {
  seq: bigint
  checksum: SQLOutputValue
  body: SQLOutputValue
}

/**
 * Keeps documents in one SQLite file. Opening throws where the file is none of ours or cannot be written; a
 * damaged record is moved to the table `quarantine` when its room is loaded, and the rest of the room lives.
 */
export const sqliteStore = (path: string): Store => {
  const db = open(path)
  // A damaged last_seq would give out numbers that are taken, and the room could never be written to again.
  const findRoom = db.prepare(`
    SELECT id, epoch, max(last_seq, coalesce(
      (SELECT max(seq) FROM records WHERE room_id = rooms.id AND seq < ${Number.MAX_SAFE_INTEGER}), 0)) AS last_seq
    FROM rooms WHERE name = ?`)
  const addRoom = db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)')
  const setLastSeq = db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?')
  const removeRoom = db.prepare('DELETE FROM rooms WHERE name = ?')
  const readRecords = db.prepare('SELECT seq, checksum, body FROM records WHERE room_id = ? ORDER BY seq')
  readRecords.setReadBigInts(true)
  const addRecord = db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)')
  const removeUpTo = db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?')
  const removeRecord = db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?')
  const setAside = db.prepare(
    'INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)',
  )
  const listRooms = db.prepare(`
    SELECT name AS room, epoch, count(body) AS records, coalesce(sum(length(body)), 0) AS bytes
    FROM rooms LEFT JOIN records ON room_id = rooms.id GROUP BY rooms.id ORDER BY name`)
  let isOpen = true

  const roomOf = (name: string) => findRoom.get(name) as RoomRow | undefined

  const transaction = <Value>(work: () => Value): Value => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const value = work()
      db.exec('COMMIT')
      return value
    } catch (error) {
      // A full disk may have rolled back by itself.
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  const quarantine = (name: string, room: RoomRow, records: readonly RecordRow[]) =>
    transaction(() => {
      for (const { seq, checksum, body } of records) {
        setAside.run(name, room.epoch, seq, checksum, body)
        removeRecord.run(room.id, seq)
      }
    })

  return {
    async load(name) {
      const room = roomOf(name)
      if (room === undefined) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
      const updates: Uint8Array[] = []
      const damaged: RecordRow[] = []
      for (const record of readRecords.all(room.id) as unknown as RecordRow[]) {
        const { seq, body } = record
        const isWhole =
          body instanceof Uint8Array &&
          BigInt(checksum(name, room.epoch, Number(seq), body)) === record.checksum
        if (isWhole) updates.push(body)
        else damaged.push(record)
      }
      if (damaged.length > 0) quarantine(name, room, damaged)
      return { epoch: room.epoch, updates, lastSeq: room.last_seq, quarantined: damaged.length }
    },

    async append(name, epoch, batch) {
      return transaction(() => {
        if (roomOf(name) === undefined) addRoom.run(name, epoch)
        const room = roomOf(name)
        if (room?.epoch !== epoch) throw new EpochMismatch(name)
        let seq = room.last_seq
        for (const body of batch) {
          seq += 1
          addRecord.run(room.id, seq, checksum(name, epoch, seq, body), body)
        }
        setLastSeq.run(seq, room.id)
        return seq
      })
    },

    async compact(name, epoch, snapshot, upToSeq) {
      transaction(() => {
        const room = roomOf(name)
        if (room === undefined) return
        if (room.epoch !== epoch) throw new EpochMismatch(name)
        removeUpTo.run(room.id, upToSeq)
        addRecord.run(room.id, upToSeq, checksum(name, epoch, upToSeq, snapshot), snapshot)
      })
    },

    async remove(name) {
      removeRoom.run(name)
    },

    async list() {
      return listRooms.all() as unknown as Awaited<ReturnType<Store['list']>>
    },

    async close() {
      if (!isOpen) return
      isOpen = false
      db.close()
    },
  }
}

const open = (path: string): DatabaseSync => {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(path)
    checkOwner(db)
    db.exec(PRAGMAS)
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`)
    return db
  } catch (error) {
    db?.close()
    throw new Error(`The data file ${path} cannot be used: ${error instanceof Error ? error.message : error}`)
  }
}

/** A file with nothing in it is ours to fill; anything else must be one that we made and understand. */
const checkOwner = (db: DatabaseSync): void => {
  const pragma = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables === 0) return
  if (pragma('application_id') !== APPLICATION_ID) throw new Error('it is the database of another program')
  const version = pragma('user_version')
  if (version > SCHEMA_VERSION) throw new Error(`it was written by a newer Homeroom (schema ${version})`)
}
