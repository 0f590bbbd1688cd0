// Locks of rooms: a row for each that is held, which says until when. No connection is held meanwhile, a proxy may give another one for
// each statement, and a relay that is gone leaves a row that ends by the clock of the database.
import { keptChecksum } from '../checksum.ts'
import type { Query } from './session.ts'

/** A row as of what is kept, so that relays of before and after need no other tables. */
const KIND = 'lock'
const KEY = ''

const NOW = 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs"'

/** A body says until when, and by whom: `1767225600000 holder`. */
const textOf = (body: string) => `convert_from(${body}, 'UTF8')`
const holderIn = (body: string) => `regexp_replace(${textOf(body)}, '^[0-9]+ ', '')`
const untilMsIn = (body: string) => `split_part(${textOf(body)}, ' ', 1)::float8`

const TAKE = `
  INSERT INTO homeroom.kept (kind, room, key, checksum, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, room, key) DO UPDATE SET checksum = excluded.checksum, body = excluded.body
  WHERE ${holderIn('kept.body')} = $6 OR ${untilMsIn('kept.body')} <= $7
  RETURNING true AS "isMine"`

const GIVE_BACK = `
  DELETE FROM homeroom.kept
  WHERE kind = $1 AND room = $2 AND key = $3 AND ${holderIn('body')} = $4`

/** Takes a lock, or renews it; false where another holder has it. */
export const takeLock = async (
  query: Query,
  room: string,
  holder: string,
  forMs: number,
): Promise<boolean> => {
  const [now] = await query<{ nowMs: number }>(NOW)
  const nowMs = now?.nowMs ?? Number.NaN
  const body = Buffer.from(`${Math.ceil(nowMs + forMs)} ${holder}`)
  const row = [KIND, room, KEY, keptChecksum(room, KIND, KEY, body), body]
  return (await query(TAKE, [...row, holder, nowMs])).length > 0
}

export const giveBackLock = async (query: Query, room: string, holder: string): Promise<void> => {
  await query(GIVE_BACK, [KIND, room, KEY, holder])
}
