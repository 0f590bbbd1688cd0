import { afterAllOf } from '../code-points.ts'
import type { OrderChanges, StoredOrders } from '../store.ts'
import type { Query } from './session.ts'

const READ = 'SELECT name, value FROM homeroom.orders WHERE room = $1'

const READ_SOME = `${READ} AND name >= $2 AND name < $3`

const SET = `
  INSERT INTO homeroom.orders (room, name, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
  ON CONFLICT (room, name) DO UPDATE SET value = excluded.value`

const REMOVE = 'DELETE FROM homeroom.orders WHERE room = $1 AND name = ANY($2)'

/** Locks the row: of two changes of one room the second one waits. */
const RAISE_VERSION = `
  INSERT INTO homeroom.policies (room, version) SELECT $1, base + 1 FROM homeroom.schema
  ON CONFLICT (room) DO UPDATE
  SET version = greatest(policies.version, (SELECT base FROM homeroom.schema)) + 1
  RETURNING version`

export const readOrders = async (query: Query, room: string, prefix = ''): Promise<StoredOrders> => {
  const [text, values] = prefix === '' ? [READ, [room]] : [READ_SOME, [room, prefix, afterAllOf(prefix)]]
  const rows = await query<{ name: string; value: string }>(text, values)
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** Gives the version of the orders from now on. */
export const changeOrders = async (query: Query, room: string, changes: OrderChanges): Promise<number> => {
  const version = await raiseVersion(query, room)
  const all = Object.entries(changes)
  const set = all.filter((change): change is [string, string] => change[1] !== null)
  const removed = all.flatMap(([name, value]) => (value === null ? [name] : []))
  if (removed.length > 0) await query(REMOVE, [room, removed])
  if (set.length > 0) await query(SET, [room, set.map(([name]) => name), set.map(([, value]) => value)])
  return version
}

/** The room is gone: where something was ever ordered in it, that is a change. */
export const forgetOrders = async (query: Query, room: string): Promise<void> => {
  const [policy] = await query('SELECT FROM homeroom.policies WHERE room = $1', [room])
  if (policy === undefined) return
  await raiseVersion(query, room)
  await query('DELETE FROM homeroom.orders WHERE room = $1', [room])
}

const raiseVersion = async (query: Query, room: string): Promise<number> => {
  const [row] = await query<{ version: string }>(RAISE_VERSION, [room])
  return Number(row?.version)
}
