import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { checksum } from './checksum.ts'
import type { ListRange, StoredRoomInfo } from './store.ts'

/** As SQLite says it. */
const NO_LIMIT = -1

/** Names that begin so are of no room: a snapshot that is not whole yet, or records that a snapshot has replaced. */
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

/** Lists rooms, reads them one by one and judges each record. Room and records are of one moment only within a transaction. */
export const recordReader = (db: DatabaseSync) => {
  // A damaged last_seq would give out numbers that are taken, and the room could never be written to again.
  const findRoom = db.prepare(`
    SELECT id, epoch, max(last_seq, coalesce(
      (SELECT max(seq) FROM records WHERE room_id = rooms.id AND seq < ${Number.MAX_SAFE_INTEGER}), 0)) AS lastSeq
    FROM rooms WHERE name = ?`)
  const readRecords = db.prepare('SELECT seq, checksum, body FROM records WHERE room_id = ? ORDER BY seq')
  readRecords.setReadBigInts(true)

  // CROSS keeps the order of the tables, so that a part of the list reads no more of the file than its own rooms.
  const listRooms = db.prepare(`
    SELECT name AS room, epoch, count(*) AS records, sum(length(body)) AS bytes
    FROM rooms CROSS JOIN records ON room_id = rooms.id
    WHERE name > ? AND substr(name, 1, 1) <> ${HIDDEN} GROUP BY name ORDER BY name LIMIT ?`)

  const list = ({ after = '', limit = NO_LIMIT }: ListRange) =>
    listRooms.all(after, limit) as unknown as readonly StoredRoomInfo[]

  const find = (name: string) =>
    findRoom.get(name) as Pick<RoomRecords, 'id' | 'epoch' | 'lastSeq'> | undefined

  const read = (name: string): RoomRecords | null => {
    const room = find(name)
    if (room === undefined) return null
    const whole: Uint8Array[] = []
    const damaged: RecordRow[] = []
    for (const record of readRecords.all(room.id) as unknown as RecordRow[]) {
      const { seq, body } = record
      const isWhole =
        body instanceof Uint8Array &&
        BigInt(checksum(name, room.epoch, Number(seq), body)) === record.checksum
      if (isWhole) whole.push(body)
      else damaged.push(record)
    }
    return { ...room, whole, damaged }
  }

  return { list, find, read }
}
