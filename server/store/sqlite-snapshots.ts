import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { SqliteLog } from './sqlite-log.ts'
import { HIDDEN, type RecordReader } from './sqlite-records.ts'
import { EpochMismatch } from './store.ts'

/** Of what was replaced so much is deleted in one step: some 3 ms of cpu. */
const DROPPED_BYTES = 4 * 1024 * 1024

/** The parts of a snapshot have numbers from here to that of the last record that they replace. */
const MOST_PARTS = 1_000_000

const hiddenName = (): string => `\u0001${randomUUID()}`

const prepare = (db: DatabaseSync) => ({
  nameRoom: db.prepare('UPDATE rooms SET name = ? WHERE id = ?'),
  removeRoom: db.prepare('DELETE FROM rooms WHERE id = ?'),
  moveLater: db.prepare('UPDATE records SET room_id = ? WHERE room_id = ? AND seq > ?'),
  removeUpTo: db.prepare('DELETE FROM records WHERE room_id = ? AND seq <= ?'),
  findRecord: db.prepare('SELECT 1 FROM records WHERE room_id = ? LIMIT 1'),
  dropHidden: db.prepare(`DELETE FROM rooms WHERE substr(name, 1, 1) = ${HIDDEN}`),
})

/** Which room a snapshot is of. */
export interface Snapshot {
  readonly name: string
  readonly epoch: string
  /** The last record that it replaces; null where it is a new generation of the room. */
  readonly upToSeq: number | null
}

/** Snapshots in one file: written where nobody sees them, and put in the place of what they replace. The caller has a transaction open. */
export class SqliteSnapshots {
  readonly #statements
  readonly #log: SqliteLog
  readonly #records: RecordReader
  /** The hidden names of what is to be deleted. */
  readonly #garbage = new Set<string>()

  constructor(db: DatabaseSync, log: SqliteLog, records: RecordReader) {
    this.#statements = prepare(db)
    this.#log = log
    this.#records = records
  }

  /** Gives the name that the snapshot has until it is in its place. */
  begin(epoch: string): string {
    const hidden = hiddenName()
    this.#log.addRoom(hidden, epoch)
    return hidden
  }

  addPart(hidden: string, index: number, { name, epoch, upToSeq }: Snapshot, part: Uint8Array): void {
    const seq = upToSeq === null ? index : upToSeq - MOST_PARTS + index
    this.#log.addRecord(this.#findHidden(hidden).id, name, epoch, seq, part)
  }

  /**
   * Exchanges the names: a room whose records go has another row then, by which who reads it in steps knows. False where a snapshot
   * has no records to replace: the room is gone, or has a snapshot of later ones.
   */
  takePlace(hidden: string, { name, epoch, upToSeq }: Snapshot): boolean {
    const made = this.#findHidden(hidden)
    const room = this.#log.find(name)
    if (upToSeq !== null && room !== undefined && room.epoch !== epoch) throw new EpochMismatch(name)
    if (upToSeq !== null && (room === undefined || this.#log.snapshotSeqOf(room.id) > upToSeq)) {
      this.#dropAll(hidden)
      return false
    }
    let { lastSeq } = made
    if (upToSeq !== null && room !== undefined) {
      this.#statements.moveLater.run(made.id, room.id, upToSeq)
      this.#log.setSnapshotSeq(made.id, upToSeq)
      lastSeq = room.lastSeq
    }
    if (room !== undefined) {
      const replaced = hiddenName()
      this.#statements.nameRoom.run(replaced, room.id)
      this.#dropAll(replaced)
    }
    this.#statements.nameRoom.run(name, made.id)
    this.#log.setLastSeq(made.id, lastSeq)
    return true
  }

  /** Leaves it to `drop`, which deletes nothing that is in place by now. */
  giveUp(hidden: string): void {
    this.#garbage.add(hidden)
  }

  /** Deletes some of what was replaced or given up; false where nothing was left of it. */
  drop(): boolean {
    const [hidden] = this.#garbage
    if (hidden === undefined) return false
    if (this.#dropSome(hidden)) this.#garbage.delete(hidden)
    return true
  }

  /** Deletes what a process that ended meanwhile has left behind. */
  dropHidden(): void {
    this.#statements.dropHidden.run()
  }

  /** A relay that is started meanwhile takes it for what a dead process has left. */
  #findHidden(hidden: string) {
    const found = this.#log.find(hidden)
    if (found === undefined) throw new Error('another process has deleted what was written of a snapshot')
    return found
  }

  /** Most rooms are small: nothing of them is left then, and `drop` has nothing to do. */
  #dropAll(hidden: string): void {
    if (!this.#dropSome(hidden)) this.#garbage.add(hidden)
  }

  /** True where nothing is left of it. */
  #dropSome(hidden: string): boolean {
    const room = this.#log.find(hidden)
    if (room === undefined) return true
    const upToSeq = this.#records.firstUpTo(room.id, DROPPED_BYTES)
    if (upToSeq !== null) {
      this.#statements.removeUpTo.run(room.id, upToSeq)
      if (this.#statements.findRecord.get(room.id) !== undefined) return false
    }
    this.#statements.removeRoom.run(room.id)
    return true
  }
}
