// What commands do with a Postgres.
import { fault, ok } from '../../../shared/index.ts'
import {
  type DataReader,
  type DataWriter,
  ordersByRoom,
  type QuarantinedRecord,
  type Read,
} from '../data-reader.ts'
import { openPool, RELAY_NAME, unusable } from './pool.ts'
import { openPostgres, type PostgresStore } from './postgres.ts'
import { listRooms, readRecords } from './records.ts'
import { lookUp } from './room-rows.ts'
import { checkSchema } from './schema.ts'
import { type Query, Session } from './session.ts'

/** A command has time. */
const OPTIONS = { connections: 4, timeoutMs: 600_000, user: 'command' } as const

const ORPHANS = `
  SELECT count(*) AS records FROM homeroom.records
  WHERE NOT EXISTS (SELECT FROM homeroom.rooms WHERE rooms.id = room_id)`

const QUARANTINED =
  'SELECT room, epoch, seq::float8 AS seq, octet_length(body) AS bytes FROM homeroom.quarantine ORDER BY id'

const ORDERS = 'SELECT room, name, value FROM homeroom.orders ORDER BY room, name'

const BYTES = `
  SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS bytes
  FROM pg_class WHERE relnamespace = 'homeroom'::regnamespace AND relkind = 'r'`

const RELAYS = `
  SELECT count(*) AS relays FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = '${RELAY_NAME}'`

/** A database as it is at one moment; rejects where it has no rooms of ours. */
export const openDatabase = async (url: string): Promise<DataReader> => {
  const pool = await openPool(url, { ...OPTIONS, connections: 1 })
  let session: Session | null = null
  const close = async () => {
    await session?.abandon()
    await pool.end()
  }
  try {
    session = new Session(await pool.connect(), url)
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await checkSchema(session.query)
    return { ...readerOf(session.query), isCut: false, close }
  } catch (error) {
    await close()
    throw unusable(url, error)
  }
}

const readerOf = (query: Query): Omit<DataReader, 'isCut' | 'close'> => {
  /** What fails leaves the rest readable. */
  const attempt = async <Value>(work: () => Promise<Value>): Promise<Read<Value>> => {
    await query('SAVEPOINT attempt')
    try {
      return ok(await work())
    } catch (error) {
      await query('ROLLBACK TO attempt')
      return fault('damaged-file', error instanceof Error ? error.message : `${error}`)
    }
  }

  const readRoom = async (name: string) => {
    const { room } = await lookUp(query, name)
    if (room === null) return null
    const { epoch, lastSeq } = room
    const { whole, damaged } = await readRecords(query, room, 0)
    return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
  }

  const faults = async () => {
    const found = await attempt(() => query<{ records: string }>(ORPHANS))
    if (!found.ok) return [found.fault.message]
    const orphans = Number(found.value[0]?.records)
    return orphans > 0 ? [`records that belong to no room: ${orphans}`] : []
  }

  return {
    list: () => attempt(() => listRooms(query)),
    read: (name) => attempt(() => readRoom(name)),
    orders: () => attempt(async () => ordersByRoom(await query(ORDERS))),
    quarantined: () => attempt(() => query<QuarantinedRecord>(QUARANTINED)),
    faults,
  }
}

/** Opens the database for `work`, makes the tables where there are none, and closes it. */
export const changeDatabase = async <Value>(
  url: string,
  work: (data: DataWriter & { readonly store: PostgresStore }) => Promise<Value>,
): Promise<Value> => {
  const { store, database } = openPostgres(url, OPTIONS)
  try {
    await database.look()
    const giveBackSpace = async () => {
      await database.each((query) => query('VACUUM homeroom.records, homeroom.kept'))
      return true
    }
    return await work({ store, missing: null, giveBackSpace })
  } finally {
    await store.close()
  }
}

/** What the tables take on the disk of the server. */
export const bytesOfDatabase = async (url: string): Promise<number> => Number((await ask(url, BYTES)).bytes)

/** Does `work` where no relay has the database. One that is started meanwhile is not held up. */
export const whileNoRelay = async <Value>(url: string, work: () => Promise<Value>): Promise<Value> => {
  const { relays } = await ask(url, RELAYS)
  if (Number(relays) > 0) throw unusable(url, new Error('another relay has it'))
  return work()
}

const ask = async (url: string, question: string): Promise<Record<string, unknown>> => {
  const pool = await openPool(url, { ...OPTIONS, connections: 1 })
  try {
    const session = new Session(await pool.connect(), url)
    const [row] = await session.query<Record<string, unknown>>(question).finally(() => session.release())
    return row ?? {}
  } catch (error) {
    throw unusable(url, error)
  } finally {
    await pool.end()
  }
}
