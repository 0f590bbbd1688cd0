import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { checksum } from './checksum.ts'
import { realPathOf } from './file-place.ts'
import { transaction, type WriteOptions } from './sqlite-file.ts'
import { HIDDEN, type RoomRecords, recordReader } from './sqlite-records.ts'
import {
  EpochMismatch,
  type ListRange,
  type OrderChanges,
  type Store,
  type StoredOrders,
  type StoredRoom,
  type StoredRoomInfo,
} from './store.ts'
import { WriteCount } from './write-count.ts'

/** The store in a file that is open, and is closed with it. A plain object: a host may spread it, and put a method of its own over. */
export const storeIn = (path: string, db: DatabaseSync, durability: WriteOptions['durability']): Store => {
  const count = new WriteCount(realPathOf(path), db)
  const rooms = new SqliteRooms(db, (records) => count.set(records))
  return {
    durability,
    load: async (room) => rooms.load(room),
    append: async (room, epoch, batch) => rooms.append(room, epoch, batch),
    compact: async (room, epoch, snapshot, upToSeq) => rooms.compact(room, epoch, snapshot, upToSeq),
    replace: async (room, epoch, snapshot) => rooms.replace(room, epoch, snapshot),
    list: async (range) => rooms.list(range),
    orders: async (room) => rooms.orders(room),
    order: async (room, changes) => rooms.order(room, changes),
    close: async () => {
      rooms.close()
      count.close()
    },
  }
}

/** So many records that were replaced are deleted in one step. */
const DROPPED_RECORDS = 16

/** The parts of a snapshot have numbers from here to that of the last record that they replace. */
const MOST_PARTS = 1_000_000

const IS_HIDDEN = `substr(name, 1, 1) = ${HIDDEN}`

const prepare = (db: DatabaseSync) => ({
  addRoom: db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)'),
  setLastSeq: db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?'),
  removeRoom: db.prepare('DELETE FROM rooms WHERE name = ?'),
  addRecord: db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)'),
  removeUpTo: db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?'),
  removeRecord: db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?'),
  hideRoom: db.prepare(`UPDATE rooms SET name = ${HIDDEN} || ? WHERE id = ?`),
  addHidden: db.prepare(
    `INSERT INTO rooms (name, epoch, last_seq) VALUES (${HIDDEN} || ?, ?, 0) RETURNING id`,
  ),
  nameRoom: db.prepare('UPDATE rooms SET name = ?, last_seq = ? WHERE id = ?'),
  moveLater: db.prepare('UPDATE records SET room_id = ? WHERE room_id = ? AND seq > ?'),
  dropSome: db.prepare(`
    DELETE FROM records WHERE room_id = (SELECT id FROM rooms WHERE id = ?1 AND ${IS_HIDDEN}) AND seq IN
      (SELECT seq FROM records WHERE room_id = ?1 ORDER BY seq LIMIT ${DROPPED_RECORDS})`),
  dropRoom: db.prepare(`DELETE FROM rooms WHERE id = ? AND ${IS_HIDDEN}`),
  dropHidden: db.prepare(`DELETE FROM rooms WHERE ${IS_HIDDEN}`),
  addWritten: db.prepare('UPDATE written SET records = records + ? RETURNING records'),
  readOrders: db.prepare('SELECT name, value FROM orders WHERE room = ?'),
  setOrder: db.prepare('INSERT OR REPLACE INTO orders (room, name, value) VALUES (?, ?, ?)'),
  removeOrder: db.prepare('DELETE FROM orders WHERE room = ? AND name = ?'),
  removeOrders: db.prepare('DELETE FROM orders WHERE room = ?'),
  setAside: db.prepare('INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)'),
})

/** Which records a snapshot replaces. */
export interface Snapshot {
  readonly name: string
  readonly epoch: string
  readonly upToSeq: number
}

/** The rooms in one file; each method is one transaction, and throws where it fails. */
export class SqliteRooms {
  readonly #db: DatabaseSync
  readonly #records
  readonly #statements
  readonly #onWritten: (records: number) => void
  /** What is hidden, and is to be deleted. */
  readonly #garbage = new Set<number>()
  #isOpen = true

  /** `onWritten` is told after each commit how many records were ever written to the file. */
  constructor(db: DatabaseSync, onWritten: (records: number) => void) {
    this.#db = db
    this.#onWritten = onWritten
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
    return this.#write(batch.length, () => {
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

  /** Begins a snapshot that comes in parts, where nobody sees it; gives its number. */
  beginSnapshot(epoch: string): number {
    return Number(this.#statements.addHidden.get(randomUUID(), epoch)?.id)
  }

  addPart(snapshotId: number, index: number, { name, epoch, upToSeq }: Snapshot, part: Uint8Array): void {
    this.#addRecord(snapshotId, name, epoch, upToSeq - MOST_PARTS + index, part)
  }

  /** Puts a snapshot in the place of the records in one step, however large it is; `drop` deletes what was there. */
  putInPlace(snapshotId: number, { name, epoch, upToSeq }: Snapshot): void {
    const replacedId = transaction(this.#db, 'write', () => {
      const room = this.#records.find(name)
      if (room === undefined) return snapshotId
      if (room.epoch !== epoch) throw new EpochMismatch(name)
      this.#statements.moveLater.run(snapshotId, room.id, upToSeq)
      this.#statements.hideRoom.run(randomUUID(), room.id)
      this.#statements.nameRoom.run(name, room.lastSeq, snapshotId)
      return room.id
    })
    this.giveUp(replacedId)
  }

  /** Leaves it to `drop`, which deletes nothing that is in place by now: a write that is said to have failed may have been done. */
  giveUp(snapshotId: number): void {
    this.#garbage.add(snapshotId)
  }

  /** Deletes some records of what was replaced, or given up; false where nothing is left of it. */
  drop(): boolean {
    const [id] = this.#garbage
    if (id === undefined) return false
    const isEmpty = transaction(this.#db, 'write', () => {
      if (this.#statements.dropSome.run(id).changes > 0) return false
      this.#statements.dropRoom.run(id)
      return true
    })
    if (isEmpty) this.#garbage.delete(id)
    return true
  }

  /** Deletes what a process that ended meanwhile has left behind. */
  dropHidden(): void {
    this.#statements.dropHidden.run()
  }

  replace(name: string, epoch: string, snapshot: Uint8Array | null): void {
    this.#write(1, () => {
      this.#statements.removeRoom.run(name)
      this.#statements.addRoom.run(name, epoch)
      if (snapshot === null) this.#statements.removeOrders.run(name)
      else this.#addBatch(name, epoch, [snapshot])
    })
  }

  orders(name: string): StoredOrders {
    const rows = this.#statements.readOrders.all(name) as { name: string; value: string }[]
    return Object.fromEntries(rows.map((row) => [row.name, row.value]))
  }

  order(name: string, changes: OrderChanges): void {
    this.#write(1, () => {
      for (const [order, value] of Object.entries(changes))
        if (value === null) this.#statements.removeOrder.run(name, order)
        else this.#statements.setOrder.run(name, order, value)
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

  /** One transaction, in which so many records are written. */
  #write<Value>(records: number, work: () => Value): Value {
    const [value, written] = transaction(this.#db, 'write', () => {
      const done = work()
      return [done, this.#statements.addWritten.get(records)?.records] as const
    })
    this.#onWritten(Number(written))
    return value
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
