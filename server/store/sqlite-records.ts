import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Work } from '../base/turns.ts'
import { checksum } from './checksum.ts'
import type { ListRange, StoredRoomInfo } from './store.ts'

/** As SQLite says it. */
const NO_LIMIT = -1

/** Names that begin so are of no room: a snapshot that is not whole yet, or records that were replaced. In SQL. */
export const HIDDEN = 'char(1)'

/** A record as it is in the file: a damaged number may be larger than JavaScript's are. */
interface RecordRow {
  readonly seq: bigint
  readonly checksum: SQLOutputValue
  readonly body: SQLOutputValue
}

/** What the file has of one room. */
export interface RoomRecords {
  readonly id: number
  readonly epoch: string
  readonly lastSeq: number
  /** In order, and each of them as it was written. */
  readonly whole: readonly Uint8Array[]
  readonly damaged: readonly RecordRow[]
}

/** So much of a room is read in one step: some 2 ms of cpu. */
const STEP_BYTES = 1024 * 1024

/** After a change a room is read anew in steps so much larger: so it is read at last, however often it changes. */
const STEP_GROWTH = 4

/** The lengths of so many records are read in one step. */
const LENGTHS = 1_000

export const LEAST_SEQ = -(2n ** 63n)

export type RoomRow = Pick<RoomRecords, 'id' | 'epoch' | 'lastSeq'>

/** Lists rooms, reads them one by one and judges each record. Room and records are of one moment only within a transaction. */
export const recordReader = (db: DatabaseSync) => {
  // A damaged last_seq would give out numbers that are taken, and the room could never be written to again.
  const findRoom = db.prepare(`
    SELECT id, epoch, max(last_seq, coalesce(
      (SELECT max(seq) FROM records WHERE room_id = rooms.id AND seq < ${Number.MAX_SAFE_INTEGER}), 0)) AS lastSeq
    FROM rooms WHERE name = ?`)
  const readAfter = db.prepare(
    'SELECT seq, checksum, body FROM records WHERE room_id = ? AND seq > ? ORDER BY seq',
  )
  readAfter.setReadBigInts(true)

  const find = (name: string) => findRoom.get(name) as RoomRow | undefined

  /** Reads on after the last record that was read; true when that was all. */
  const readStep = (name: string, { id, epoch }: RoomRow, read: ReadSoFar, mostBytes: number): boolean => {
    let bytes = 0
    for (const row of readAfter.iterate(id, read.lastSeq)) {
      const record = row as unknown as RecordRow
      const { seq, body } = record
      read.lastSeq = seq
      const isWhole =
        body instanceof Uint8Array && BigInt(checksum(name, epoch, Number(seq), body)) === record.checksum
      if (isWhole) read.whole.push(body)
      else read.damaged.push(record)
      bytes += body instanceof Uint8Array ? body.length : 0
      if (bytes >= mostBytes) return false
    }
    return true
  }

  /**
   * Reads a room, each step within a transaction of its own or all of them within one; null where there is none. What it gives is
   * as the room is at the last step: as long as a room has the same row and epoch, no record of it goes but a damaged one, and none
   * changes. Where it has others by now, it is read anew. `after` gives the number of a record from which on it is read.
   */
  function* read(name: string, after: (room: RoomRow) => bigint = () => LEAST_SEQ): Work<RoomRecords | null> {
    for (let mostBytes = STEP_BYTES; ; mostBytes *= STEP_GROWTH) {
      const room = find(name)
      if (room === undefined) return null
      const soFar: ReadSoFar = { whole: [], damaged: [], lastSeq: after(room) }
      for (let now: RoomRow | undefined = room; isSameRoom(now, room); now = find(name)) {
        const isRead = readStep(name, room, soFar, mostBytes)
        if (isRead) return { ...now, whole: soFar.whole, damaged: soFar.damaged }
        yield
      }
    }
  }

  return { list: roomLister(db), find, read, firstUpTo: lengthReader(db) }
}

export type RecordReader = ReturnType<typeof recordReader>

/** Gives a part of the list of rooms. */
const roomLister = (db: DatabaseSync) => {
  // CROSS keeps the order of the tables, so that a part of the list reads no more of the file than its own rooms.
  const listRooms = db.prepare(`
    SELECT name AS room, epoch, count(*) AS records, sum(length(body)) AS bytes
    FROM rooms CROSS JOIN records ON room_id = rooms.id
    WHERE name > ? AND substr(name, 1, 1) <> ${HIDDEN} GROUP BY name ORDER BY name LIMIT ?`)

  return ({ after = '', limit = NO_LIMIT }: ListRange) =>
    listRooms.all(after, limit) as unknown as readonly StoredRoomInfo[]
}

/** Gives the number of the last of the first records that have so many bytes together, or little more; null where there are none. */
const lengthReader = (db: DatabaseSync) => {
  // SQLite knows the length of a body without reading it.
  const readLengths = db.prepare(
    `SELECT seq, length(body) AS length FROM records WHERE room_id = ? ORDER BY seq LIMIT ${LENGTHS}`,
  )
  readLengths.setReadBigInts(true)

  return (roomId: number, mostBytes: number): bigint | null => {
    let last: bigint | null = null
    let bytes = 0
    for (const { seq, length } of readLengths.all(roomId) as { seq: bigint; length: bigint | null }[]) {
      last = seq
      bytes += Number(length)
      if (bytes >= mostBytes) break
    }
    return last
  }
}

interface ReadSoFar {
  readonly whole: Uint8Array[]
  readonly damaged: RecordRow[]
  lastSeq: bigint
}

/** Whether it is the room that was found before. */
export const isSameRoom = (now: RoomRow | undefined, before: RoomRow): now is RoomRow =>
  now !== undefined && now.id === before.id && now.epoch === before.epoch
