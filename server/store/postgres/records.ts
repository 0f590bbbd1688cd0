import { checksum } from '../checksum.ts'
import type { ListRange, StoredRoomInfo } from '../store.ts'
import { placeOf } from './nul.ts'
import { type Query, valuesOf } from './session.ts'

/** A record as it is in the table. A bigint comes as a text. */
interface RecordRow {
  readonly id: string
  readonly seq: string
  readonly checksum: string
  readonly body: Uint8Array
}

/** So much of a room is asked for at a time, and of what is larger one record. */
const PAGE_BYTES = 4 * 1024 * 1024
const PAGE_RECORDS = 2_000

/** The sums are made of lengths alone, which the table knows without the bodies. */
const READ_PAGE = `
  SELECT id, seq, checksum, body FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY seq, id) - octet_length(body) AS bytes_before
    FROM (
      SELECT * FROM homeroom.records WHERE room_id = $1 AND (seq, id) > ($2, $3)
      ORDER BY seq, id LIMIT ${PAGE_RECORDS}
    ) AS next
  ) AS page
  WHERE bytes_before < ${PAGE_BYTES} ORDER BY seq, id`

const SET_ASIDE = `
  WITH damaged AS (DELETE FROM homeroom.records WHERE room_id = $1 AND id = ANY($2) RETURNING *)
  INSERT INTO homeroom.quarantine (room, epoch, seq, checksum, body)
  SELECT $3, $4, seq, checksum, body FROM damaged`

const LIST = `
  SELECT name AS room, epoch, records, bytes
  FROM homeroom.rooms CROSS JOIN LATERAL (
    SELECT count(*) AS records, sum(octet_length(body)) AS bytes FROM homeroom.records WHERE room_id = rooms.id
  ) AS of_room
  WHERE records > 0 AND name > $1 ORDER BY name LIMIT $2`

/** A statement has room for 65 535 values. */
const MOST_ROWS = 10_000

/** Which room, as its records are bound to it. */
export interface RoomRow {
  /** A bigint, as a text. */
  readonly id: string
  readonly name: string
  readonly epoch: string
}

/** What a room has, each record judged. */
export interface RoomRecords {
  readonly whole: readonly Uint8Array[]
  /** The ids of the others. */
  readonly damaged: readonly string[]
}

/** Reads the records of a room after a number, in order. */
export const readRecords = async (query: Query, room: RoomRow, afterSeq: number): Promise<RoomRecords> => {
  const whole: Uint8Array[] = []
  const damaged: string[] = []
  let last: Pick<RecordRow, 'seq' | 'id'> | undefined = { seq: `${afterSeq}`, id: LAST_ID }
  while (last !== undefined) {
    const rows: readonly RecordRow[] = await query(READ_PAGE, [room.id, last.seq, last.id])
    for (const { id, seq, checksum: sum, body } of rows)
      if (`${checksum(room.name, room.epoch, Number(seq), body)}` === sum) whole.push(body)
      else damaged.push(id)
    const bytes = rows.reduce((sum, { body }) => sum + body.length, 0)
    last = rows.length < PAGE_RECORDS && bytes < PAGE_BYTES ? undefined : rows.at(-1)
  }
  return { whole, damaged }
}

/** Larger than any id: all records of the number before are passed over. */
const LAST_ID = `${2n ** 63n - 1n}`

/** A record that another node has set aside meanwhile is left alone. */
export const setAside = (query: Query, room: RoomRow, damaged: readonly string[]): Promise<unknown> =>
  query(SET_ASIDE, [room.id, damaged, room.name, room.epoch])

export const listRooms = async (
  query: Query,
  { after = '', limit }: ListRange = {},
): Promise<readonly StoredRoomInfo[]> => {
  const rows = await query<Record<'room' | 'epoch' | 'records' | 'bytes', string>>(LIST, [
    placeOf(after),
    limit ?? null,
  ])
  return rows.map((row) => ({ ...row, records: Number(row.records), bytes: Number(row.bytes) }))
}

export interface NewRecord {
  readonly room: RoomRow
  readonly seq: number
  readonly body: Uint8Array
}

/** Adds records and gives their ids. */
export const addRecords = async (query: Query, records: readonly NewRecord[]): Promise<readonly string[]> => {
  if (records.some(({ body }) => !(body instanceof Uint8Array))) throw new TypeError('a record is bytes')
  const ids: string[] = []
  for (let at = 0; at < records.length; at += MOST_ROWS) {
    const [places, values] = valuesOf(
      records
        .slice(at, at + MOST_ROWS)
        .map(({ room, seq, body }) => [room.id, seq, checksum(room.name, room.epoch, seq, body), body]),
    )
    const insert = `INSERT INTO homeroom.records (room_id, seq, checksum, body) VALUES ${places} RETURNING id`
    for (const { id } of await query<{ id: string }>(insert, values)) ids.push(id)
  }
  return ids
}
