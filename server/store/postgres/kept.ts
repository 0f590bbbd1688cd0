import { keptChecksum } from '../checksum.ts'
import { checkKept, type KeptChanges, type KeptInfo, type KeptRange, KINDS_OF_ROOM } from '../kept.ts'
import { hasNul } from './nul.ts'
import { type Query, valuesOf } from './session.ts'

const OVERWRITE =
  'ON CONFLICT (kind, room, key) DO UPDATE SET checksum = excluded.checksum, body = excluded.body'

/** A statement has room for 65 535 values. */
const MOST_ROWS = 10_000

const REMOVE = 'DELETE FROM homeroom.kept WHERE kind = $1 AND room = $2 AND key = ANY($3)'

const LIST = `
  SELECT room, key, octet_length(body) AS bytes FROM homeroom.kept
  WHERE kind = $1 AND ($2::text IS NULL OR room = $2) AND ($3::text IS NULL OR (room, key) > ($3, $4))
  ORDER BY room, key LIMIT $5`

const READ = 'SELECT key, checksum, body FROM homeroom.kept WHERE kind = $1 AND room = $2 AND key = ANY($3)'

const FORGET = 'DELETE FROM homeroom.kept WHERE kind = ANY($1) AND room = $2'

interface KeptRow {
  readonly key: string
  readonly checksum: string
  readonly body: Uint8Array
}

/** In the order of their keys, so that two that write the same ones do not wait for each other. */
export const keep = async (query: Query, room: string, kind: string, changes: KeptChanges): Promise<void> => {
  checkKept(changes)
  const all = [...changes].sort(([one], [other]) => (one < other ? -1 : 1))
  const removed = all.flatMap(([key, body]) => (body === null ? [key] : []))
  if (removed.length > 0) await query(REMOVE, [kind, room, removed])
  const rows = all.flatMap(([key, body]) =>
    body === null ? [] : [[kind, room, key, keptChecksum(room, kind, key, body), body]],
  )
  for (let at = 0; at < rows.length; at += MOST_ROWS) {
    const [places, values] = valuesOf(rows.slice(at, at + MOST_ROWS))
    await query(
      `INSERT INTO homeroom.kept (kind, room, key, checksum, body) VALUES ${places} ${OVERWRITE}`,
      values,
    )
  }
}

export const listKept = (
  query: Query,
  kind: string,
  { room, after, limit }: KeptRange = {},
): Promise<readonly KeptInfo[]> =>
  query<KeptInfo>(LIST, [kind, room ?? null, after?.room ?? null, after?.key ?? null, limit ?? null])

export const keptBodies = async (
  query: Query,
  room: string,
  kind: string,
  keys: readonly string[],
): Promise<readonly (Uint8Array | null)[]> => {
  const rows = await query<KeptRow>(READ, [kind, room, keys.filter((key) => !hasNul(key))])
  const whole = rows.filter(
    ({ key, checksum: sum, body }) => `${keptChecksum(room, kind, key, body)}` === sum,
  )
  const bodyByKey = new Map(whole.map(({ key, body }) => [key, body]))
  return keys.map((key) => bodyByKey.get(key) ?? null)
}

/** The room is gone, and what belongs to it. */
export const forgetKept = (query: Query, room: string): Promise<unknown> =>
  query(FORGET, [KINDS_OF_ROOM, room])
