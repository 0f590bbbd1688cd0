import type { DatabaseSync } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { openToWrite, transaction, type WriteOptions } from './sqlite-file.ts'
import { type RoomRecords, recordReader } from './sqlite-records.ts'
import { EpochMismatch, type ListRange, type Store, type StoredRoom, type StoredRoomInfo } from './store.ts'

/** A file that another process has locked is waited for only shortly: the journal tries again. */
const BUSY_MS = 200

/** How {@link sqliteStore} writes. */
export interface SqliteOptions {
  /** `full` waits for the disk at each write, and outlives a machine that loses its power; `normal` is the default. */
  readonly durability?: 'normal' | 'full'
}

/**
 * Keeps documents in one SQLite file. A damaged record is moved to the table `quarantine` when its room is loaded, and the rest of
 * the room lives.
 *
 * @param path The file; it is made where there is none.
 * @throws Error where the file is none of Homeroom's, or cannot be opened or written.
 * @example
 * ```ts
 * import { createRelay, sqliteStore } from 'homeroom/server'
 *
 * const relay = createRelay({ store: sqliteStore('example.db', { durability: 'full' }) })
 * await relay.close()
 * ```
 */
export const sqliteStore = (path: string, { durability = 'normal' }: SqliteOptions = {}): Store =>
  openToWrite(path, { durability, busyMs: BUSY_MS }, (db) => storeIn(db, durability))

/** The store in a file that is open, and is closed with it. A plain object: a host may spread it, and put a method of its own over. */
export const storeIn = (db: DatabaseSync, durability: WriteOptions['durability']): Store => {
  const rooms = new SqliteRooms(db)
  return {
    durability,
    load: async (room) => rooms.load(room),
    append: async (room, epoch, batch) => rooms.append(room, epoch, batch),
    compact: async (room, epoch, snapshot, upToSeq) => rooms.compact(room, epoch, snapshot, upToSeq),
    replace: async (room, epoch, snapshot) => rooms.replace(room, epoch, snapshot),
    list: async (range) => rooms.list(range),
    close: async () => rooms.close(),
  }
}

const prepare = (db: DatabaseSync) => ({
  addRoom: db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)'),
  setLastSeq: db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?'),
  removeRoom: db.prepare('DELETE FROM rooms WHERE name = ?'),
  addRecord: db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)'),
  removeUpTo: db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?'),
  removeRecord: db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?'),
  setAside: db.prepare('INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)'),
})

/** The rooms in one file; each method is one transaction, and throws where it fails. */
class SqliteRooms {
  readonly #db: DatabaseSync
  readonly #records
  readonly #statements
  #isOpen = true

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#records = recordReader(db)
    this.#statements = prepare(db)
  }

  load(name: string): StoredRoom {
    const found = transaction(this.#db, 'read', () => this.#records.read(name))
    const room = found !== null && found.damaged.length > 0 ? this.#quarantine(name) : found
    if (room === null) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
    const { epoch, whole, lastSeq, damaged } = room
    return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
  }

  append(name: string, epoch: string, batch: readonly Uint8Array[]): number {
    return transaction(this.#db, 'write', () => {
      if (this.#records.find(name) === undefined) this.#statements.addRoom.run(name, epoch)
      return this.#addBatch(name, epoch, batch)
    })
  }

  compact(name: string, epoch: string, snapshot: Uint8Array, upToSeq: number): void {
    transaction(this.#db, 'write', () => {
      const room = this.#records.find(name)
      if (room === undefined) return
      if (room.epoch !== epoch) throw new EpochMismatch(name)
      this.#statements.removeUpTo.run(room.id, upToSeq)
      this.#addRecord(room.id, name, epoch, upToSeq, snapshot)
    })
  }

  replace(name: string, epoch: string, snapshot: Uint8Array | null): void {
    transaction(this.#db, 'write', () => {
      this.#statements.removeRoom.run(name)
      this.#statements.addRoom.run(name, epoch)
      if (snapshot !== null) this.#addBatch(name, epoch, [snapshot])
    })
  }

  list(range: ListRange = {}): readonly StoredRoomInfo[] {
    return this.#records.list(range)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#db.close()
  }

  /** Read again, under the lock: what was damaged may have been replaced meanwhile by another process. */
  #quarantine(name: string): RoomRecords | null {
    return transaction(this.#db, 'write', () => {
      const room = this.#records.read(name)
      if (room === null) return null
      for (const { seq, checksum: sum, body } of room.damaged) {
        this.#statements.setAside.run(name, room.epoch, seq, sum, body)
        this.#statements.removeRecord.run(room.id, seq)
      }
      return room
    })
  }

  #addBatch(name: string, epoch: string, batch: readonly Uint8Array[]): number {
    const room = this.#records.find(name)
    if (room?.epoch !== epoch) throw new EpochMismatch(name)
    let seq = room.lastSeq
    for (const body of batch) {
      seq += 1
      this.#addRecord(room.id, name, epoch, seq, body)
    }
    this.#statements.setLastSeq.run(seq, room.id)
    return seq
  }

  #addRecord(roomId: number, name: string, epoch: string, seq: number, body: Uint8Array): void {
    this.#statements.addRecord.run(roomId, seq, checksum(name, epoch, seq, body), body)
  }
}
