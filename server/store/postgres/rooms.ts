// What is written to the rooms in a database, within a transaction. The row of a room is locked where numbers are given to its
// records, and where its epoch changes: after a large snapshot is written, so that nobody waits for that.
import { EpochMismatch, type RoomWrite } from '../store.ts'
import { forgetKept } from './kept.ts'
import { forgetOrders } from './orders.ts'
import { addRecords, type NewRecord, type RoomRow } from './records.ts'
import { type FoundRoom, lockRoom, lockRooms, lookUp } from './room-rows.ts'
import type { Query } from './session.ts'

const SET_LAST = `
  UPDATE homeroom.rooms SET last_seq = given.last_seq
  FROM unnest($1::bigint[], $2::bigint[]) AS given (id, last_seq) WHERE rooms.id = given.id`

const TRY_LOCK =
  "SELECT pg_try_advisory_xact_lock(hashtextextended('homeroom snapshot of ' || $1, 0)) AS mine"

const REMOVE_UP_TO = 'DELETE FROM homeroom.records WHERE room_id = $1 AND seq <= $2 AND id <> ALL($3)'
const REMOVE_OTHERS = 'DELETE FROM homeroom.records WHERE room_id = $1 AND id <> ALL($2)'

const SET_SNAPSHOT = 'UPDATE homeroom.rooms SET snapshot_seq = $2 WHERE id = $1'

const BEGIN_ANEW = `
  UPDATE homeroom.rooms SET epoch = $2, last_seq = $3, snapshot_seq = $3, is_adopted = false WHERE id = $1`

const MAKE_ROOM = `
  INSERT INTO homeroom.rooms (id, name, epoch) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`

const MAKE_ADOPTED = `
  INSERT INTO homeroom.rooms (name, epoch, is_adopted) VALUES ($1, $2, true) ON CONFLICT (name) DO NOTHING`

const ADOPT = `
  UPDATE homeroom.rooms SET epoch = $3 WHERE name = $1 AND epoch = $2 AND is_adopted AND last_seq = 0`

const NEXT_ID = "SELECT nextval(pg_get_serial_sequence('homeroom.rooms', 'id')) AS id"

const MOVE = 'UPDATE homeroom.records SET room_id = $1 WHERE room_id = $2'

/** All parts of the snapshot that a generation begins with have this number. */
const FIRST_SEQ = 1

/** What became of each write: the number of its room's last record, or why nothing was written to that room. */
export type Written = readonly (number | EpochMismatch)[]

/** Writes to many rooms; null where one of them has no row. */
export const append = async (query: Query, writes: readonly RoomWrite[]): Promise<Written | null> => {
  const names = [...new Set(writes.map(({ room }) => room))]
  const found = new Map((await lockRooms(query, names)).map((room) => [room.name, room]))
  if (found.size < names.length) return null
  const lastSeqs = new Map<FoundRoom, number>()
  const records: NewRecord[] = []
  const written = writes.map(({ room: name, epoch, batch }) => {
    const room = found.get(name)
    if (room?.epoch !== epoch) return new EpochMismatch(name)
    let seq = lastSeqs.get(room) ?? room.lastSeq
    if (batch.length === 0) return seq
    seq = Math.max(seq, room.base)
    for (const body of batch) {
      seq += 1
      records.push({ room, seq, body })
    }
    lastSeqs.set(room, seq)
    return seq
  })
  if (records.length === 0) return written
  await addRecords(query, records)
  await query(SET_LAST, [[...lastSeqs.keys()].map(({ id }) => id), [...lastSeqs.values()]])
  return written
}

/** A snapshot of a room in parts, each of which is a record. */
export interface Snapshot {
  readonly room: string
  readonly epoch: string
  readonly parts: AsyncIterable<Uint8Array>
}

/** Adds each part by a statement of its own; nobody sees it before the transaction is done. Gives their ids. */
const addParts = async (
  query: Query,
  room: RoomRow,
  seq: number,
  parts: AsyncIterable<Uint8Array>,
): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const body of parts) ids.push(...(await addRecords(query, [{ room, seq, body }])))
  return ids
}

/** Puts a snapshot in the place of the records up to a number; false where it cannot, and has written nothing. */
export const compact = async (query: Query, snapshot: Snapshot, upToSeq: number): Promise<boolean> => {
  const { room: name, epoch, parts } = snapshot
  const { room } = await lookUp(query, name)
  if (room === null) return false
  const check = (now: FoundRoom | null) => {
    if (now?.epoch !== epoch) throw new EpochMismatch(name)
  }
  check(room)
  const [lock] = await query<{ mine: boolean }>(TRY_LOCK, [room.id])
  // What another copy of the database had is no part of this one.
  if (!lock?.mine || upToSeq < room.snapshotSeq || upToSeq > room.lastSeq) return false
  const ids = await addParts(query, room, upToSeq, parts)
  check(await lockRoom(query, name))
  await query(REMOVE_UP_TO, [room.id, upToSeq, ids])
  await query(SET_SNAPSHOT, [room.id, upToSeq])
  return true
}

/** Takes every record of a room away, and begins a new generation of it; with null it has no record. */
export const replace = async (
  query: Query,
  name: string,
  epoch: string,
  parts: AsyncIterable<Uint8Array> | null,
): Promise<void> => {
  const { room: found } = await lookUp(query, name)
  const id = found?.id ?? (await nextId(query))
  const added = parts === null ? [] : await addParts(query, { id, name, epoch }, FIRST_SEQ, parts)
  if (found === null) await query(MAKE_ROOM, [id, name, epoch])
  const room = await lockRoom(query, name)
  if (room === null) throw new Error(`the row of the room ${JSON.stringify(name)} was taken away`)
  // Somebody else has made the row meanwhile.
  if (room.id !== id) await query(MOVE, [room.id, id])
  await query(REMOVE_OTHERS, [room.id, added])
  await query(BEGIN_ANEW, [room.id, epoch, parts === null ? 0 : FIRST_SEQ])
  if (parts !== null) return
  await forgetOrders(query, name)
  await forgetKept(query, name)
}

/** Gives a room to which nobody has written another epoch than `from`. True where it has that one then. */
export const adopt = async (query: Query, name: string, from: string, to: string): Promise<boolean> => {
  const { room, epoch } = await lookUp(query, name)
  if (epoch === to || epoch !== from || room?.isNew === false) return epoch === to
  if (room === null) await query(MAKE_ADOPTED, [name, to])
  else await query(ADOPT, [name, from, to])
  // Somebody else may have been faster.
  return (await lockRoom(query, name))?.epoch === to
}

const nextId = async (query: Query): Promise<string> => {
  const [row] = await query<{ id: string }>(NEXT_ID)
  return row?.id ?? ''
}
