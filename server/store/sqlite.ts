import type { SQLOutputValue } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { openSqliteFile, transaction } from './sqlite-file.ts'
import { EpochMismatch, type Store, type StoredRoomInfo } from './store.ts'

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

/** A file that another process has locked is waited for only shortly: the journal tries again. */
const BUSY_MS = 200

/** As SQLite says it. */
const NO_LIMIT = -1

export interface SqliteOptions {
  /** `full` waits for the disk at each write, and outlives a machine that loses its power; `normal` is the preset. */
  readonly durability?: 'normal' | 'full'
}

/**
 * Keeps documents in one SQLite file. Opening throws where the file is none of ours or cannot be written; a
 * damaged record is moved to the table `quarantine` when its room is loaded, and the rest of the room lives.
 */
export const sqliteStore = (path: string, { durability = 'normal' }: SqliteOptions = {}): Store => {
  const db = openSqliteFile(path, { durability, busyMs: BUSY_MS })
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
  // CROSS keeps the order of the tables, so that a part of the list reads no more of the file than its own rooms.
  const listRooms = db.prepare(`
    SELECT name AS room, epoch, count(*) AS records, sum(length(body)) AS bytes
    FROM rooms CROSS JOIN records ON room_id = rooms.id
    WHERE name > ? GROUP BY name ORDER BY name LIMIT ?`)
  let isOpen = true

  const roomOf = (name: string) => findRoom.get(name) as RoomRow | undefined

  const quarantine = (name: string, room: RoomRow, records: readonly RecordRow[]) =>
    transaction(db, () => {
      for (const { seq, checksum, body } of records) {
        setAside.run(name, room.epoch, seq, checksum, body)
        removeRecord.run(room.id, seq)
      }
    })

  const addBatch = (name: string, epoch: string, batch: readonly Uint8Array[]): number => {
    const room = roomOf(name)
    if (room?.epoch !== epoch) throw new EpochMismatch(name)
    let seq = room.last_seq
    for (const body of batch) {
      seq += 1
      addRecord.run(room.id, seq, checksum(name, epoch, seq, body), body)
    }
    setLastSeq.run(seq, room.id)
    return seq
  }

  return {
    durability,

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
      return transaction(db, () => {
        if (roomOf(name) === undefined) addRoom.run(name, epoch)
        return addBatch(name, epoch, batch)
      })
    },

    async compact(name, epoch, snapshot, upToSeq) {
      transaction(db, () => {
        const room = roomOf(name)
        if (room === undefined) return
        if (room.epoch !== epoch) throw new EpochMismatch(name)
        removeUpTo.run(room.id, upToSeq)
        addRecord.run(room.id, upToSeq, checksum(name, epoch, upToSeq, snapshot), snapshot)
      })
    },

    async replace(name, epoch, snapshot) {
      transaction(db, () => {
        removeRoom.run(name)
        addRoom.run(name, epoch)
        if (snapshot !== null) addBatch(name, epoch, [snapshot])
      })
    },

    async list({ after = '', limit = NO_LIMIT } = {}) {
      return listRooms.all(after, limit) as unknown as readonly StoredRoomInfo[]
    },

    async close() {
      if (!isOpen) return
      isOpen = false
      db.close()
    },
  }
}
