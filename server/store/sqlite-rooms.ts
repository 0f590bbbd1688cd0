import type { DatabaseSync } from 'node:sqlite'
import type { Work } from '../base/turns.ts'
import { firstEpoch } from './first-epoch.ts'
import type { KeptChanges } from './kept.ts'
import { transaction } from './sqlite-file.ts'
import { SqliteKept } from './sqlite-kept.ts'
import { SqliteLog } from './sqlite-log.ts'
import { SqlitePolicies } from './sqlite-policies.ts'
import { isSameRoom, LEAST_SEQ, type RoomRecords, recordReader } from './sqlite-records.ts'
import { type Snapshot, SqliteSnapshots } from './sqlite-snapshots.ts'
import {
  type ChangedPolicy,
  EpochMismatch,
  type LaterRecords,
  type ListRange,
  type OrderChanges,
  type RoomWrite,
  type StoredPolicy,
  type StoredRoom,
  type StoredRoomInfo,
} from './store.ts'

/** After so much SQLite's log is to be brought into the file: some 2 ms of cpu, and as long as the disk takes for it. */
const CHECKPOINT_BYTES = 1024 * 1024

const prepare = (db: DatabaseSync) => ({
  findSeed: db.prepare('SELECT value FROM seed'),
  removeRecord: db.prepare('DELETE FROM records WHERE room_id = ? AND seq = ?'),
  addWritten: db.prepare('UPDATE written SET records = records + ? RETURNING records'),
  setAside: db.prepare('INSERT INTO quarantine (room, epoch, seq, checksum, body) VALUES (?, ?, ?, ?, ?)'),
})

/** The rooms in one file; each method, and each step of `load`, is one transaction, and throws where it fails. */
export class SqliteRooms {
  readonly #db: DatabaseSync
  /** What is kept beside the logs; to write there, use `keep`. */
  readonly kept: Pick<SqliteKept, 'kept' | 'keptBodies'>
  readonly #kept: SqliteKept
  readonly #records
  readonly #log: SqliteLog
  readonly #snapshots: SqliteSnapshots
  readonly #statements
  readonly #policies: SqlitePolicies
  readonly #seed: string
  readonly #onWritten: (records: number) => void
  /** What had been written at the last checkpoint. */
  #checkpointBytes = 0
  #isOpen = true

  /** `onWritten` is told after each commit how many records were ever written to the file. */
  constructor(db: DatabaseSync, onWritten: (records: number) => void) {
    this.#db = db
    this.#onWritten = onWritten
    this.#kept = new SqliteKept(db)
    this.kept = this.#kept
    this.#records = recordReader(db)
    this.#log = new SqliteLog(db, this.#records)
    this.#snapshots = new SqliteSnapshots(db, this.#log, this.#records)
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
        return {
          epoch,
          updates: whole,
          lastSeq,
          quarantined: damaged.length,
          isNew: this.#log.isAdopted(room),
          ...policy,
        }
    }
  }

  /** What is damaged waits until the room is opened again: nobody has read it before. */
  *since(name: string, epoch: string, seq: number): Work<LaterRecords> {
    const check = (found: string) => {
      if (found !== epoch) throw new EpochMismatch(name)
    }
    const reading = this.#records.read(name, ({ id }) =>
      seq < this.#log.snapshotSeqOf(id) ? LEAST_SEQ : BigInt(seq),
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
        const room = this.#log.find(name) ?? this.#log.addRoom(name, epoch)
        if (room.epoch !== epoch) return new EpochMismatch(name)
        count(batch.length)
        return this.#log.append(name, room, batch)
      }),
    )
  }

  adopt(name: string, from: string, to: string): boolean {
    return this.#write((count) => {
      if (this.#epochOf(name) === from && this.#log.adopt(name, to)) count(1)
      return this.#epochOf(name) === to
    })
  }

  compact(name: string, epoch: string, body: Uint8Array, upToSeq: number): boolean {
    const snapshot = { name, epoch, upToSeq }
    return transaction(this.#db, 'write', () => {
      const hidden = this.#snapshots.begin(epoch)
      this.#snapshots.addPart(hidden, 1, snapshot, body)
      return this.#snapshots.takePlace(hidden, snapshot)
    })
  }

  replace(name: string, epoch: string, body: Uint8Array | null): void {
    const snapshot = { name, epoch, upToSeq: null }
    this.#write((count) => {
      count(1)
      const hidden = this.#snapshots.begin(epoch)
      if (body === null) {
        this.#policies.forget(name)
        this.#kept.forget(name)
      } else this.#snapshots.addPart(hidden, 1, snapshot, body)
      this.#snapshots.takePlace(hidden, snapshot)
    })
  }

  /** Begins a snapshot that comes in parts, where nobody sees it; gives the name that it has there. */
  beginSnapshot({ epoch }: Snapshot): string {
    return this.#snapshots.begin(epoch)
  }

  /** Writes the part of that number; the first is 1. */
  addPart(hidden: string, index: number, snapshot: Snapshot, part: Uint8Array): void {
    transaction(this.#db, 'write', () => this.#snapshots.addPart(hidden, index, snapshot, part))
  }

  /** Puts a snapshot in its place in one step, however large it is; `drop` deletes what was there. */
  putInPlace(hidden: string, snapshot: Snapshot): boolean {
    return this.#write((count) => {
      count(snapshot.upToSeq === null ? 1 : 0)
      return this.#snapshots.takePlace(hidden, snapshot)
    })
  }

  /** Leaves it to `drop`, which deletes nothing that is in place by now: a write that is said to have failed may have been done. */
  giveUp(hidden: string): void {
    this.#snapshots.giveUp(hidden)
  }

  /** Deletes some of what was replaced, given up or kept beside a room that is gone; false where nothing was left of it. */
  drop(): boolean {
    return transaction(this.#db, 'write', () => this.#snapshots.drop() || this.#kept.drop())
  }

  /** Much was written: SQLite would do what `checkpoint` does within a later commit, all of it at once. */
  get isCheckpointDue(): boolean {
    return this.#isOpen && this.#log.bytes - this.#checkpointBytes >= CHECKPOINT_BYTES
  }

  /** Its other files must not be opened by anyone else in this process: to close one of them lets go of SQLite's locks. */
  get logPath(): string {
    return `${this.#db.location()}-wal`
  }

  checkpoint(): void {
    this.#checkpointBytes = this.#log.bytes
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** Deletes what a process that ended meanwhile has left behind. */
  dropHidden(): void {
    this.#snapshots.dropHidden()
  }

  orders(name: string, prefix?: string): StoredPolicy {
    return transaction(this.#db, 'read', () => this.#policies.read(name, prefix))
  }

  order(name: string, changes: OrderChanges, known?: number): ChangedPolicy {
    return this.#write((count) => {
      count(1)
      return this.#policies.change(name, changes, known)
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
      if (!isSameRoom(this.#log.find(name), room)) return false
      for (const { seq, checksum: sum, body } of room.damaged)
        if (this.#statements.removeRecord.run(room.id, seq).changes > 0)
          this.#statements.setAside.run(name, room.epoch, seq, sum, body)
      return true
    })
  }

  #epochOf(name: string): string {
    return this.#log.find(name)?.epoch ?? firstEpoch(this.#seed, name)
  }
}
