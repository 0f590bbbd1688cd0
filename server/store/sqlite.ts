import { DatabaseSync } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { EpochMismatch, type Store } from './store.ts'

const SCHEMA_VERSION = 1

/** WAL with NORMAL: a commit outlives the process at once, and the machine after the next checkpoint. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
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
  PRAGMA user_version = ${SCHEMA_VERSION};
`

interface RoomRow {
  id: number
  epoch: string
  last_seq: number
}

interface RecordRow {
  seq: number
  checksum: number
  body: unknown
}

/**
 * Keeps documents in one SQLite file. Opening throws where the file is none of ours or cannot be written; a
 * damaged record is moved to the table `quarantine` when its room is loaded, and the rest of the room lives.
 */
export const sqliteStore = (path: string): Store => {
  const db = open(path)
  const findRoom = db.prepare('SELECT id, epoch, last_seq FROM rooms WHERE name = ?')
  const addRoom = db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)')
  const setLastSeq = db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?')
  const removeRoom = db.prepare('DELETE FROM rooms WHERE name = ?')
  const readRecords = db.prepare('SELECT seq, checksum, body FROM records WHERE room_id = ? ORDER BY seq')
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
        setAside.run(name, room.epoch, seq, checksum, body as Uint8Array)
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
        if (body instanceof Uint8Array && checksum(name, room.epoch, seq, body) === record.checksum)
          updates.push(body)
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

    async compact(name, snapshot, upToSeq) {
      transaction(() => {
        const room = roomOf(name)
        if (room === undefined) return
        removeUpTo.run(room.id, upToSeq)
        addRecord.run(room.id, upToSeq, checksum(name, room.epoch, upToSeq, snapshot), snapshot)
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
  const db = new DatabaseSync(path)
  try {
    const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
    if (version > SCHEMA_VERSION) throw new Error(`it was written by a newer Homeroom (schema ${version})`)
    db.exec(PRAGMAS)
    db.exec(SCHEMA)
    return db
  } catch (error) {
    db.close()
    throw new Error(`The data file ${path} cannot be used: ${error instanceof Error ? error.message : error}`)
  }
}
