import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Work } from '../base/turns.ts'
import { checksum } from './checksum.ts'
import { firstEpoch } from './first-epoch.ts'
import type { KeptChanges } from './kept.ts'
import { transaction } from './sqlite-file.ts'
import { SqliteKept } from './sqlite-kept.ts'
import { SqlitePolicies } from './sqlite-policies.ts'
import {
  HIDDEN,
  isSameRoom,
  LEAST_SEQ,
  type RoomRecords,
  type RoomRow,
  recordReader,
} from './sqlite-records.ts'
import {
  EpochMismatch,
  type LaterRecords,
  type ListRange,
  type OrderChanges,
  type RoomWrite,
  type StoredPolicy,
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
  setSnapshotSeq: db.prepare('UPDATE rooms SET snapshot_seq = ? WHERE id = ?'),
  findSnapshotSeq: db.prepare('SELECT snapshot_seq AS seq FROM rooms WHERE id = ?'),
  findSeed: db.prepare('SELECT value FROM seed'),
  nameRoom: db.prepare('UPDATE rooms SET name = ? WHERE id = ?'),
  removeRoom: db.prepare('DELETE FROM rooms WHERE id = ?'),
  addRecord: db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)'),
  removeRecord: db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?'),
  moveLater: db.prepare('UPDATE records SET room_id = ? WHERE room_id = ? AND seq > ?'),
  removeUpTo: db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?'),
  findRecord: db.prepare('SELECT 1 FROM records WHERE room_id = ? LIMIT 1'),
  dropHidden: db.prepare(`DELETE FROM rooms WHERE substr(name, 1, 1) = ${HIDDEN}`),
  addWritten: db.prepare('UPDATE written SET records = records + ? RETURNING records'),
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
  readonly #policies: SqlitePolicies
  readonly #seed: string
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
    this.#policies = new SqlitePolicies(db)
    this.#seed = `${this.#statements.findSeed.get()?.value}`
  }

  /** What a room is at the last of its steps. */
  *open(name: string): Work<StoredRoom> {
    for (;;) {
      const reading = this.#records.read(name)
      const next = () =>
        transaction(this.#db, 'read', () => ({ ...reading.next(), policy: this.#policies.read(name) }))
      let step = next()
      for (; !step.done; step = next()) yield
      const { value: room, policy } = step
      if (room === null)
        return { epoch: this.#epochOf(name), updates: [], lastSeq: 0, quarantined: 0, isNew: true, ...policy }
      const { epoch, whole, lastSeq, damaged } = room
      if (damaged.length === 0 || this.#quarantine(name, room))
        return { epoch, updates: whole, lastSeq, quarantined: damaged.length, isNew: false, ...policy }
    }
  }

  /** What is damaged waits until the room is opened again: nobody has read it before. */
  *since(name: string, epoch: string, seq: number): Work<LaterRecords> {
    const check = (found: string) => {
      if (found !== epoch) throw new EpochMismatch(name)
    }
    const reading = this.#records.read(name, ({ id }) =>
      seq < this.#snapshotSeqOf(id) ? LEAST_SEQ : BigInt(seq),
    )
    const next = () =>
      transaction(this.#db, 'read', () => {
        check(this.#epochOf(name))
        return { ...reading.next(), policyVersion: this.#policies.versionOf(name) }
      })
    let step = next()
    for (; !step.done; step = next()) yield
    const { value: room, policyVersion } = step
    return { updates: room?.whole ?? [], lastSeq: room?.lastSeq ?? 0, policyVersion }
  }

  append(writes: readonly RoomWrite[]): readonly (number | EpochMismatch)[] {
    return this.#write((count) =>
      writes.map(({ room: name, epoch, batch }) => {
        const room = this.#records.find(name) ?? this.#addRoom(name, epoch)
        if (room.epoch !== epoch) return new EpochMismatch(name)
        count(batch.length)
        return this.#addBatch(name, room, batch)
      }),
    )
  }

  adopt(name: string, from: string, to: string): boolean {
    return this.#write((count) => {
      if (this.#records.find(name) === undefined && this.#epochOf(name) === from) {
        this.#addRoom(name, to)
        count(1)
      }
      return this.#epochOf(name) === to
    })
  }

  compact(name: string, epoch: string, body: Uint8Array, upToSeq: number): boolean {
    const snapshot = { name, epoch, upToSeq }
    return transaction(this.#db, 'write', () => {
      const hidden = this.#beginHidden(epoch)
      this.#addPart(hidden, 1, snapshot, body)
      return this.#takePlace(hidden, snapshot)
    })
  }

  replace(name: string, epoch: string, body: Uint8Array | null): void {
    const snapshot = { name, epoch, upToSeq: null }
    this.#write((count) => {
      count(1)
      const hidden = this.#beginHidden(epoch)
      if (body === null) {
        this.#policies.forget(name)
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
  putInPlace(hidden: string, snapshot: Snapshot): boolean {
    return this.#write((count) => {
      count(snapshot.upToSeq === null ? 1 : 0)
      return this.#takePlace(hidden, snapshot)
    })
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

  orders(name: string): StoredPolicy {
    return transaction(this.#db, 'read', () => this.#policies.read(name))
  }

  order(name: string, changes: OrderChanges): StoredPolicy {
    return this.#write((count) => {
      count(1)
      return this.#policies.change(name, changes)
    })
  }

  keep(room: string, kind: string, changes: KeptChanges): void {
    this.#write((count) => {
      count(changes.size)
      this.#kept.keep(room, kind, changes)
    })
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

  /** One transaction; `work` says how many records it writes. */
  #write<Value>(work: (count: (records: number) => void) => Value): Value {
    const [value, written] = transaction(this.#db, 'write', () => {
      let records = 0
      const done = work((more) => {
        records += more
      })
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

  #epochOf(name: string): string {
    return this.#records.find(name)?.epoch ?? firstEpoch(this.#seed, name)
  }

  #snapshotSeqOf(id: number): number {
    return Number(this.#statements.findSnapshotSeq.get(id)?.seq)
  }

  #addRoom(name: string, epoch: string): RoomRow {
    return { id: Number(this.#statements.addRoom.run(name, epoch).lastInsertRowid), epoch, lastSeq: 0 }
  }

  #beginHidden(epoch: string): string {
    const hidden = hiddenName()
    this.#addRoom(hidden, epoch)
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

  /**
   * Exchanges the names: a room whose records go has another row then, by which who reads it in steps knows. False where a snapshot
   * has no records to replace: the room is gone, or has a snapshot of later ones.
   */
  #takePlace(hidden: string, { name, epoch, upToSeq }: Snapshot): boolean {
    const made = this.#findHidden(hidden)
    const room = this.#records.find(name)
    if (upToSeq !== null && room !== undefined && room.epoch !== epoch) throw new EpochMismatch(name)
    if (upToSeq !== null && (room === undefined || this.#snapshotSeqOf(room.id) > upToSeq)) {
      this.#dropAll(hidden)
      return false
    }
    let { lastSeq } = made
    if (upToSeq !== null && room !== undefined) {
      this.#statements.moveLater.run(made.id, room.id, upToSeq)
      this.#statements.setSnapshotSeq.run(upToSeq, made.id)
      lastSeq = room.lastSeq
    }
    if (room !== undefined) {
      const replaced = hiddenName()
      this.#statements.nameRoom.run(replaced, room.id)
      this.#dropAll(replaced)
    }
    this.#statements.nameRoom.run(name, made.id)
    this.#statements.setLastSeq.run(lastSeq, made.id)
    return true
  }

  /** Most rooms are small: nothing of them is left then, and `drop` has nothing to do. */
  #dropAll(hidden: string): void {
    if (!this.#dropSome(hidden)) this.#garbage.add(hidden)
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

  #addBatch(name: string, { id, epoch, lastSeq }: RoomRow, batch: readonly Uint8Array[]): number {
    let seq = lastSeq
    for (const body of batch) {
      seq += 1
      this.#addRecord(id, name, epoch, seq, body)
    }
    this.#statements.setLastSeq.run(seq, id)
    return seq
  }

  #addRecord(roomId: number, name: string, epoch: string, seq: number, body: Uint8Array): void {
    this.#statements.addRecord.run(roomId, seq, checksum(name, epoch, seq, body), body)
    this.#bytesSinceCheckpoint += body.length
  }
}
