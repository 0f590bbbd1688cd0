import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Work } from '../base/turns.ts'
import { checksum } from './checksum.ts'
import type { KeptChanges } from './kept.ts'
import { transaction } from './sqlite-file.ts'
import { SqliteKept } from './sqlite-kept.ts'
import { HIDDEN, isSameRoom, type RoomRecords, recordReader } from './sqlite-records.ts'
import {
  EpochMismatch,
  type ListRange,
  type OrderChanges,
  type StoredOrders,
  type StoredRoom,
  type StoredRoomInfo,
} from './store.ts'

/** Of what was replaced so much is deleted in one step: some 3 ms of cpu. */
const DROPPED_BYTES = 4 * 1024 * 1024

/** After so much SQLite's log is to be brought into the file: some 2 ms of cpu, and as long as the disk takes for it. */
const CHECKPOINT_BYTES = 1024 * 1024

/** The parts of a snapshot have numbers from here to that of the last record that they replace. */
const MOST_PARTS = 1_000_000

const hiddenName = (): string => `\u0001${randomUUID()}`

const prepare = (db: DatabaseSync) => ({
  addRoom: db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)'),
  setLastSeq: db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?'),
  nameRoom: db.prepare('UPDATE rooms SET name = ? WHERE id = ?'),
  removeRoom: db.prepare('DELETE FROM rooms WHERE id = ?'),
  addRecord: db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)'),
  removeRecord: db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?'),
  moveLater: db.prepare('UPDATE records SET room_id = ? WHERE room_id = ? AND seq > ?'),
  removeUpTo: db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?'),
  findRecord: db.prepare('SELECT 1 FROM records WHERE room_id = ? LIMIT 1'),
  dropHidden: db.prepare(`DELETE FROM rooms WHERE substr(name, 1, 1) = ${HIDDEN}`),
  addWritten: db.prepare('UPDATE written SET records = records + ? RETURNING records'),
  readOrders: db.prepare('SELECT name, value FROM orders WHERE room = ?'),
  setOrder: db.prepare('INSERT OR REPLACE INTO orders (room, name, value) VALUES (?, ?, ?)'),
  removeOrder: db.prepare('DELETE FROM orders WHERE room = ? AND name = ?'),
  removeOrders: db.prepare('DELETE FROM orders WHERE room = ?'),
  setAside: db.prepare('INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)'),
})

/** Which room a snapshot is of. */
export interface Snapshot {
  readonly name: string
  readonly epoch: string
  /** The last record that it replaces; null where it is a new generation of the room. */
  readonly upToSeq: number | null
}

/** The rooms in one file; each method, and each step of `load`, is one transaction, and throws where it fails. */
export class SqliteRooms {
  readonly #db: DatabaseSync
  /** What is kept beside the logs; to write there, use `keep`. */
  readonly kept: Pick<SqliteKept, 'kept' | 'keptBodies'>
  readonly #kept: SqliteKept
  readonly #records
  readonly #statements
  readonly #onWritten: (records: number) => void
  /** The hidden names of what is to be deleted. */
  readonly #garbage = new Set<string>()
  #bytesSinceCheckpoint = 0
  #isOpen = true

  /** `onWritten` is told after each commit how many records were ever written to the file. */
  constructor(db: DatabaseSync, onWritten: (records: number) => void) {
    this.#db = db
    this.#onWritten = onWritten
    this.#kept = new SqliteKept(db)
    this.kept = this.#kept
    this.#records = recordReader(db)
    this.#statements = prepare(db)
  }

  /** What a room is at the last of its steps. */
  *load(name: string): Work<StoredRoom> {
    for (;;) {
      const reading = this.#records.read(name)
      const next = () => transaction(this.#db, 'read', () => reading.next())
      let step = next()
      for (; !step.done; step = next()) yield
      const room = step.value
      if (room === null) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
      const { epoch, whole, lastSeq, damaged } = room
      if (damaged.length === 0 || this.#quarantine(name, room))
        return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
    }
  }

  append(name: string, epoch: string, batch: readonly Uint8Array[]): number {
    return this.#write(batch.length, () => {
      if (this.#records.find(name) === undefined) this.#statements.addRoom.run(name, epoch)
      return this.#addBatch(name, epoch, batch)
    })
  }

  compact(name: string, epoch: string, body: Uint8Array, upToSeq: number): void {
    const snapshot = { name, epoch, upToSeq }
    transaction(this.#db, 'write', () => {
      const hidden = this.#beginHidden(epoch)
      this.#addPart(hidden, 1, snapshot, body)
      this.#takePlace(hidden, snapshot)
    })
  }

  replace(name: string, epoch: string, body: Uint8Array | null): void {
    const snapshot = { name, epoch, upToSeq: null }
    this.#write(1, () => {
      const hidden = this.#beginHidden(epoch)
      if (body === null) {
        this.#statements.removeOrders.run(name)
        this.#kept.forget(name)
      } else this.#addPart(hidden, 1, snapshot, body)
      this.#takePlace(hidden, snapshot)
    })
  }

  /** Begins a snapshot that comes in parts, where nobody sees it; gives the name that it has there. */
  beginSnapshot({ epoch }: Snapshot): string {
    return this.#beginHidden(epoch)
  }

  /** Writes the part of that number; the first is 1. */
  addPart(hidden: string, index: number, snapshot: Snapshot, part: Uint8Array): void {
    transaction(this.#db, 'write', () => this.#addPart(hidden, index, snapshot, part))
  }

  /** Puts a snapshot in its place in one step, however large it is; `drop` deletes what was there. */
  putInPlace(hidden: string, snapshot: Snapshot): void {
    this.#write(snapshot.upToSeq === null ? 1 : 0, () => this.#takePlace(hidden, snapshot))
  }

  /** Leaves it to `drop`, which deletes nothing that is in place by now: a write that is said to have failed may have been done. */
  giveUp(hidden: string): void {
    this.#garbage.add(hidden)
  }

  /** Deletes some of what was replaced, given up or kept beside a room that is gone; false where nothing was left of it. */
  drop(): boolean {
    const [hidden] = this.#garbage
    if (hidden === undefined) return transaction(this.#db, 'write', () => this.#kept.drop())
    if (transaction(this.#db, 'write', () => this.#dropSome(hidden))) this.#garbage.delete(hidden)
    return true
  }

  /** Much was written: SQLite would do what `checkpoint` does within a later commit, all of it at once. */
  get isCheckpointDue(): boolean {
    return this.#isOpen && this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES
  }

  checkpoint(): void {
    this.#bytesSinceCheckpoint = 0
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** Deletes what a process that ended meanwhile has left behind. */
  dropHidden(): void {
    this.#statements.dropHidden.run()
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

  keep(room: string, kind: string, changes: KeptChanges): void {
    this.#write(changes.size, () => this.#kept.keep(room, kind, changes))
  }

  list(range: ListRange = {}): readonly StoredRoomInfo[] {
    return this.#records.list(range)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    try {
      while (this.drop());
    } catch {
      // It takes space until the next start deletes it.
    } finally {
      this.#db.close()
    }
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

  /** False where the room is another one by now; another process may have set a record aside before. */
  #quarantine(name: string, room: RoomRecords): boolean {
    return transaction(this.#db, 'write', () => {
      if (!isSameRoom(this.#records.find(name), room)) return false
      for (const { seq, checksum: sum, body } of room.damaged)
        if (this.#statements.removeRecord.run(room.id, seq).changes > 0)
          this.#statements.setAside.run(name, room.epoch, seq, sum, body)
      return true
    })
  }

  #beginHidden(epoch: string): string {
    const hidden = hiddenName()
    this.#statements.addRoom.run(hidden, epoch)
    return hidden
  }

  #addPart(hidden: string, index: number, { name, epoch, upToSeq }: Snapshot, part: Uint8Array): void {
    const seq = upToSeq === null ? index : upToSeq - MOST_PARTS + index
    this.#addRecord(this.#findHidden(hidden).id, name, epoch, seq, part)
  }

  /** A relay that is started meanwhile takes it for what a dead process has left. */
  #findHidden(hidden: string) {
    const found = this.#records.find(hidden)
    if (found === undefined) throw new Error('another process has deleted what was written of a snapshot')
    return found
  }

  /** Exchanges the names: a room whose records go has another row then, by which who reads it in steps knows. */
  #takePlace(hidden: string, { name, epoch, upToSeq }: Snapshot): void {
    const made = this.#findHidden(hidden)
    const room = this.#records.find(name)
    let lastSeq = made.lastSeq
    let replaced: string | null = null
    if (upToSeq !== null && room !== undefined) {
      if (room.epoch !== epoch) throw new EpochMismatch(name)
      this.#statements.moveLater.run(made.id, room.id, upToSeq)
      lastSeq = room.lastSeq
    }
    if (room === undefined && upToSeq !== null) replaced = hidden
    else {
      if (room !== undefined) {
        replaced = hiddenName()
        this.#statements.nameRoom.run(replaced, room.id)
      }
      this.#statements.nameRoom.run(name, made.id)
      this.#statements.setLastSeq.run(lastSeq, made.id)
    }
    // Most rooms are small: nothing of them is left then.
    if (replaced !== null && !this.#dropSome(replaced)) this.#garbage.add(replaced)
  }

  /** True where nothing is left of it. */
  #dropSome(hidden: string): boolean {
    const room = this.#records.find(hidden)
    if (room === undefined) return true
    const upToSeq = this.#records.firstUpTo(room.id, DROPPED_BYTES)
    if (upToSeq !== null) {
      this.#statements.removeUpTo.run(room.id, upToSeq)
      if (this.#statements.findRecord.get(room.id) !== undefined) return false
    }
    this.#statements.removeRoom.run(room.id)
    return true
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
    this.#bytesSinceCheckpoint += body.length
  }
}
