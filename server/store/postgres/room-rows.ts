import { firstEpoch } from '../first-epoch.ts'
import type { RoomRow } from './records.ts'
import type { Query } from './session.ts'

/** A room's row. */
export interface FoundRoom extends RoomRow {
  readonly lastSeq: number
  readonly snapshotSeq: number
  /** Nobody has written to it: it has the epoch of a copy, and nothing else. */
  readonly isNew: boolean
  /** The numbers that are given out next are higher than this one. */
  readonly base: number
}

const FIELDS =
  'id, name, epoch, last_seq AS "lastSeq", snapshot_seq AS "snapshotSeq", is_adopted AS "isAdopted", base'

const LOOK_UP = `
  SELECT ${FIELDS}, seed, coalesce(policies.version, 0) AS "policyVersion" FROM homeroom.schema
  LEFT JOIN homeroom.rooms ON name = $1 LEFT JOIN homeroom.policies ON room = $1`

/** In the order of names, so that two of them never wait for each other. */
const LOCK = `
  SELECT ${FIELDS} FROM homeroom.rooms CROSS JOIN homeroom.schema
  WHERE name = ANY($1) ORDER BY name FOR UPDATE OF rooms`

/** One that is there already is left as it is. */
const MAKE = `
  INSERT INTO homeroom.rooms (name, epoch)
  SELECT * FROM unnest($1::text[], $2::text[]) AS made (name, epoch) ORDER BY name ON CONFLICT DO NOTHING`

interface FoundRow extends RoomRow {
  readonly lastSeq: string
  readonly snapshotSeq: string
  readonly isAdopted: boolean
  readonly base: string
}

const roomIn = ({ id, name, epoch, lastSeq, snapshotSeq, isAdopted, base }: FoundRow): FoundRoom => ({
  ...{ id, name, epoch },
  lastSeq: Number(lastSeq),
  isNew: isAdopted && Number(lastSeq) === 0,
  snapshotSeq: Number(snapshotSeq),
  base: Number(base),
})

/** What there is of a room before its records are read. */
export interface LookedUp {
  readonly room: FoundRoom | null
  /** That of the row, or the one that the room has without a row. */
  readonly epoch: string
  readonly policyVersion: number
}

export const lookUp = async (query: Query, name: string): Promise<LookedUp> => {
  type Row = Omit<FoundRow, 'id'> & { id: string | null; seed: string; policyVersion: string }
  const [row] = await query<Row>(LOOK_UP, [name])
  if (row === undefined) throw new Error('its table homeroom.schema is empty: somebody has changed it')
  const { id, seed, policyVersion } = row
  const room = id === null ? null : roomIn({ ...row, id })
  return { room, epoch: room?.epoch ?? firstEpoch(seed, name), policyVersion: Number(policyVersion) }
}

/** Waits for others that have locked one of the rows; gives those that are there. */
export const lockRooms = async (query: Query, names: readonly string[]): Promise<readonly FoundRoom[]> =>
  (await query<FoundRow>(LOCK, [names])).map(roomIn)

export const lockRoom = async (query: Query, name: string): Promise<FoundRoom | null> =>
  (await lockRooms(query, [name]))[0] ?? null

export const makeRooms = (
  query: Query,
  rooms: readonly { readonly name: string; readonly epoch: string }[],
): Promise<unknown> => query(MAKE, [rooms.map(({ name }) => name), rooms.map(({ epoch }) => epoch)])
