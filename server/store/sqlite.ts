import type { DatabaseSync } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { openToWrite, transaction, type WriteOptions } from './sqlite-file.ts'
import { type RoomRecords, recordReader } from './sqlite-records.ts'
import { EpochMismatch, type Store } from './store.ts'

/** A file that another process has locked is waited for only shortly: the journal tries again. */
const BUSY_MS = 200

export interface SqliteOptions {
  /** `full` waits for the disk at each write, and outlives a machine that loses its power; `normal` is the preset. */
  readonly durability?: 'normal' | 'full'
}

/**
 * Keeps documents in one SQLite file. Opening throws where the file is none of ours or cannot be written; a
 * damaged record is moved to the table `quarantine` when its room is loaded, and the rest of the room lives.
 */
export const sqliteStore = (path: string, { durability = 'normal' }: SqliteOptions = {}): Store =>
  openToWrite(path, { durability, busyMs: BUSY_MS }, (db) => storeIn(db, durability))

/** The store in a file that is open, and is closed with it. */
export const storeIn = (db: DatabaseSync, durability: WriteOptions['durability']): Store => {
  const records = recordReader(db)
  const addRoom = db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)')
  const setLastSeq = db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?')
  const removeRoom = db.prepare('DELETE FROM rooms WHERE name = ?')
  const addRecord = db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)')
  const removeUpTo = db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?')
  const removeRecord = db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?')
  const setAside = db.prepare(
    'INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)',
  )
  let isOpen = true

  /** Read again, under the lock: what was damaged may have been replaced meanwhile by another process. */
  const quarantine = (name: string): RoomRecords | null =>
    transaction(db, 'write', () => {
      const room = records.read(name)
      if (room === null) return null
      for (const { seq, checksum, body } of room.damaged) {
        setAside.run(name, room.epoch, seq, checksum, body)
        removeRecord.run(room.id, seq)
      }
      return room
    })

  const addBatch = (name: string, epoch: string, batch: readonly Uint8Array[]): number => {
    const room = records.find(name)
    if (room?.epoch !== epoch) throw new EpochMismatch(name)
    let seq = room.lastSeq
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
      const found = transaction(db, 'read', () => records.read(name))
      const room = found !== null && found.damaged.length > 0 ? quarantine(name) : found
      if (room === null) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
      const { epoch, whole, lastSeq, damaged } = room
      return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
    },

    async append(name, epoch, batch) {
      return transaction(db, 'write', () => {
        if (records.find(name) === undefined) addRoom.run(name, epoch)
        return addBatch(name, epoch, batch)
      })
    },

    async compact(name, epoch, snapshot, upToSeq) {
      transaction(db, 'write', () => {
        const room = records.find(name)
        if (room === undefined) return
        if (room.epoch !== epoch) throw new EpochMismatch(name)
        removeUpTo.run(room.id, upToSeq)
        addRecord.run(room.id, upToSeq, checksum(name, epoch, upToSeq, snapshot), snapshot)
      })
    },

    async replace(name, epoch, snapshot) {
      transaction(db, 'write', () => {
        removeRoom.run(name)
        addRoom.run(name, epoch)
        if (snapshot !== null) addBatch(name, epoch, [snapshot])
      })
    },

    async list(range = {}) {
      return records.list(range)
    },

    async close() {
      if (!isOpen) return
      isOpen = false
      db.close()
    },
  }
}
