// Locks of rooms: a row for each that is held, which says until when. No connection is held meanwhile, a proxy may give another one for
// each statement, and a relay that is gone leaves a row that ends by the clock of the database.
import { keptChecksum } from '../checksum.ts'
import type { Query } from './session.ts'

/** A row as of what is kept, so that relays of before and after need no other tables. */
const KIND = 'lock'
const KEY = ''

const NOW = 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs"'

/**
 * A body says until when, for how long it was taken, and by whom: `1767225600000 15000 holder`. Relays of before leave out how long. What
 * cannot be read is a lock that has ended.
 */
const BODY = /^([0-9]{1,15}) (?:([0-9]{1,15}) )?(.*)$/s

const textOf = (body: string) => `encode(${body}, 'escape')`
const holderIn = (body: string) => `regexp_replace(${textOf(body)}, '^[0-9]+ ([0-9]+ )?', '')`
const untilMsIn = (body: string) => `coalesce(substring(${textOf(body)} from '^[0-9]{1,15}(?= )')::float8, 0)`

const TAKE = `
  INSERT INTO homeroom.kept (kind, room, key, checksum, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, room, key) DO UPDATE SET checksum = excluded.checksum, body = excluded.body
  WHERE ${holderIn('kept.body')} = ${textOf('$6::bytea')} OR ${untilMsIn('kept.body')} <= $7
  RETURNING true AS "isMine"`

const READ = 'SELECT body FROM homeroom.kept WHERE kind = $1 AND room = $2 AND key = $3'

const SHORTEN = `
  UPDATE homeroom.kept SET checksum = $4, body = $5
  WHERE kind = $1 AND room = $2 AND key = $3 AND body = $6`

const GIVE_BACK = `
  DELETE FROM homeroom.kept
  WHERE kind = $1 AND room = $2 AND key = $3 AND ${holderIn('body')} = ${textOf('$4::bytea')}`

/** Takes a lock, or renews it; false where another holder has it. */
export const takeLock = async (
  query: Query,
  room: string,
  holder: string,
  forMs: number,
): Promise<boolean> => {
  const nowMs = await askNowMs(query)
  const body = bodyOf(nowMs, forMs, holder)
  const row = [KIND, room, KEY, keptChecksum(room, KIND, KEY, body), body]
  if ((await query(TAKE, [...row, Buffer.from(holder), nowMs])).length > 0) return true
  await shorten(query, room, forMs)
  return false
}

export const giveBackLock = async (query: Query, room: string, holder: string): Promise<void> => {
  await query(GIVE_BACK, [KIND, room, KEY, Buffer.from(holder)])
}

/** A lock that lasts for longer than it was taken for is of a clock that went back since: its time begins anew, so that it ends. */
const shorten = async (query: Query, room: string, otherwiseMs: number): Promise<void> => {
  const [row] = await query<{ body: Uint8Array }>(READ, [KIND, room, KEY])
  const [, untilMs, writtenMs, holder] = BODY.exec(Buffer.from(row?.body ?? []).toString()) ?? []
  if (row === undefined || holder === undefined) return
  const forMs = Number(writtenMs ?? otherwiseMs)
  // Asked after the row is read: it may have been renewed while this one waited for it.
  const nowMs = await askNowMs(query)
  if (Number(untilMs) <= Math.ceil(nowMs + forMs)) return
  const body = bodyOf(nowMs, forMs, holder)
  await query(SHORTEN, [KIND, room, KEY, keptChecksum(room, KIND, KEY, body), body, row.body])
}

const askNowMs = async (query: Query): Promise<number> => {
  const [now] = await query<{ nowMs: number }>(NOW)
  return now?.nowMs ?? Number.NaN
}

const bodyOf = (nowMs: number, forMs: number, holder: string): Buffer =>
  Buffer.from(`${Math.ceil(nowMs + forMs)} ${Math.ceil(forMs)} ${holder}`)
