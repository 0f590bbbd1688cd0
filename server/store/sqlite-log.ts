import type { DatabaseSync } from 'node:sqlite'
import { checksum } from './checksum.ts'
import type { RecordReader, RoomRow } from './sqlite-records.ts'

/** In the place of the number of a snapshot: the room has the epoch of a copy, and nobody has written to it. */
export const ADOPTED = -1

const prepare = (db: DatabaseSync) => ({
  addRoom: db.prepare('INSERT INTO rooms (name, epoch, last_seq) VALUES (?, ?, 0)'),
  setEpoch: db.prepare('UPDATE rooms SET epoch = ? WHERE id = ?'),
  setLastSeq: db.prepare('UPDATE rooms SET last_seq = ? WHERE id = ?'),
  setSnapshotSeq: db.prepare('UPDATE rooms SET snapshot_seq = ? WHERE id = ?'),
  findSnapshotSeq: db.prepare('SELECT snapshot_seq AS seq FROM rooms WHERE id = ?'),
  addRecord: db.prepare('INSERT INTO records (room_id, seq, checksum, body) VALUES (?, ?, ?, ?)'),
})

/** Rows of rooms and records in one file. The caller has a transaction open. */
export class SqliteLog {
  readonly #statements
  readonly #records: RecordReader
  #bytes = 0

  constructor(db: DatabaseSync, records: RecordReader) {
    this.#statements = prepare(db)
    this.#records = records
  }

  /** So many bytes of records were written. */
  get bytes(): number {
    return this.#bytes
  }

  find(name: string): RoomRow | undefined {
    return this.#records.find(name)
  }

  addRoom(name: string, epoch: string): RoomRow {
    return { id: Number(this.#statements.addRoom.run(name, epoch).lastInsertRowid), epoch, lastSeq: 0 }
  }

  setLastSeq(id: number, seq: number): void {
    this.#statements.setLastSeq.run(seq, id)
  }

  /** The last record that the snapshot of a room replaced. */
  snapshotSeqOf(id: number): number {
    return Number(this.#statements.findSnapshotSeq.get(id)?.seq)
  }

  setSnapshotSeq(id: number, seq: number): void {
    this.#statements.setSnapshotSeq.run(seq, id)
  }

  /** True where a room has nothing but the epoch of a copy. */
  isAdopted({ id, lastSeq }: Pick<RoomRow, 'id' | 'lastSeq'>): boolean {
    return lastSeq === 0 && this.snapshotSeqOf(id) === ADOPTED
  }

  /** Gives a room that nobody has written to the epoch of a copy; false where somebody has. */
  adopt(name: string, epoch: string): boolean {
    const room = this.find(name)
    if (room !== undefined && !this.isAdopted(room)) return false
    const { id } = room ?? this.addRoom(name, epoch)
    this.#statements.setEpoch.run(epoch, id)
    this.setSnapshotSeq(id, ADOPTED)
    return true
  }

  append(name: string, { id, epoch, lastSeq }: RoomRow, batch: readonly Uint8Array[]): number {
    let seq = lastSeq
    for (const body of batch) {
      seq += 1
      this.addRecord(id, name, epoch, seq, body)
    }
    this.setLastSeq(id, seq)
    return seq
  }

  addRecord(roomId: number, name: string, epoch: string, seq: number, body: Uint8Array): void {
    this.#statements.addRecord.run(roomId, seq, checksum(name, epoch, seq, body), body)
    this.#bytes += body.length
  }
}
