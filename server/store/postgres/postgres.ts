import * as v from 'valibot'
import { readOptions, wholeNumberFrom } from '../../base/read-options.ts'
import type { Store, StoreHealth } from '../store.ts'
import { Database } from './database.ts'
import { keep, keptBodies, listKept } from './kept.ts'
import { giveBackLock, takeLock } from './locks.ts'
import { Look } from './look.ts'
import type { PoolOptions } from './pool.ts'
import { PostgresRooms } from './postgres-rooms.ts'
import { listRooms } from './records.ts'

/** How {@link postgresStore} uses its database. */
export interface PostgresOptions {
  /** Connections at most, of this process; 10 by default, 2 to 1000. */
  readonly connections?: number
  /** What the database has not done for so long fails, in ms; 5000 by default, 100 to 600 000. */
  readonly timeoutMs?: number
}

const DEFAULTS = { connections: 10, timeoutMs: 5_000, user: 'relay' } as const

const ENTRIES = {
  connections: v.optional(wholeNumberFrom(2, 1_000), DEFAULTS.connections),
  timeoutMs: v.optional(wholeNumberFrom(100, 600_000), DEFAULTS.timeoutMs),
}

/**
 * Keeps documents in Postgres 13 or later, in the schema `homeroom` of a database, which several relays may use at the same time. It needs
 * the package `pg`. Tables are made where there are none; those of an older Homeroom are changed by `homeroom migrate` alone. A damaged
 * record is moved to the table `quarantine` when its room is loaded, and the rest of the room lives.
 *
 * @param url `postgres://user:password@host:port/database`; what is left out of it comes from the variables `PGHOST`, `PGPASSWORD` and so on.
 * @throws TypeError that lists everything that is wrong with the options. A database that cannot be used rejects what is asked of the store.
 * @example
 * ```ts
 * import { createRelay, postgresStore } from 'homeroom/server'
 *
 * const relay = createRelay({ store: postgresStore('postgres://homeroom@127.0.0.1/school') })
 * await relay.close()
 * ```
 */
export const postgresStore = (url: string, options: PostgresOptions = {}): Store => {
  const { connections, timeoutMs } = readOptions('postgresStore', ENTRIES, options, () =>
    isDatabaseUrl(url) ? [] : [`url ${DATABASE_URL}`],
  )
  return openPostgres(url, { connections, timeoutMs, user: 'relay' }).store
}

/** The store in a database that was found to be there, and to have our tables. Rejects where it cannot be used. */
export const readyPostgresStore = async (url: string): Promise<Store> => {
  const { store, database } = openPostgres(url, DEFAULTS)
  try {
    await database.look()
    return store
  } catch (error) {
    await database.close()
    throw error
  }
}

export const isDatabaseUrl = (url: unknown): boolean => {
  const {
    protocol = '',
    hash,
    username,
    password,
    pathname = '',
  } = (typeof url === 'string' ? URL.parse(url) : null) ?? {}
  if (!/^postgres(ql)?:$/.test(protocol)) return false
  // There is a password with a plain `/` or `#`. A part of it would be taken for the host, and errors name the host.
  if (hash !== '' || pathname.includes('@')) return false
  return [username, password, pathname].every(isPercentEncoded)
}

const isPercentEncoded = (part = ''): boolean => {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

/** What a URL of a database is, for those who gave something else. */
export const DATABASE_URL =
  'is a URL as postgres://user:password@host/database, with user and password percent-encoded'

async function* one(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part
}

export type PostgresStore = Required<Store>

/** The store, and the database that it is in. */
export const openPostgres = (
  url: string,
  options: PoolOptions,
): { readonly store: PostgresStore; readonly database: Database } => {
  const look = new Look()
  const database = new Database(url, options, look)
  // One of them may take seconds, and holds a connection meanwhile.
  const mostSnapshots = Math.floor(options.connections / 2)
  const rooms = new PostgresRooms(database, look, mostSnapshots)

  const store: PostgresStore = {
    durability: 'full',
    isShared: true,
    open: (room) => rooms.open(room),
    append: (writes) => rooms.append(writes),
    since: (room, epoch, seq) => rooms.since(room, epoch, seq),
    adopt: (room, from, to) => rooms.adopt(room, from, to),
    compact: (room, epoch, snapshot, upToSeq) =>
      rooms.compact({ room, epoch, parts: one(snapshot) }, upToSeq),
    compactInParts: (room, epoch, parts, upToSeq) => rooms.compact({ room, epoch, parts }, upToSeq),
    replace: (room, epoch, snapshot) => rooms.replace(room, epoch, snapshot === null ? null : one(snapshot)),
    replaceInParts: (room, epoch, parts) => rooms.replace(room, epoch, parts),
    orders: (room, prefix) => rooms.orders(room, prefix),
    order: (room, changes, known) => rooms.order(room, changes, known),
    list: (range) => database.transaction('snapshot', (query) => listRooms(query, range)),
    keep: (room, kind, changes) => database.transaction('write', (query) => keep(query, room, kind, changes)),
    kept: (kind, range) => database.transaction('snapshot', (query) => listKept(query, kind, range)),
    keptBodies: (room, kind, keys) =>
      database.transaction('snapshot', (query) => keptBodies(query, room, kind, keys)),
    lock: (room, holder, forMs) =>
      database.transaction('write', (query) => takeLock(query, room, holder, forMs)),
    unlock: (room, holder) => database.transaction('write', (query) => giveBackLock(query, room, holder)),
    check: () => check(database, look),
    close: () => database.close(),
  }
  return { store, database }
}

const check = async (database: Database, look: Look): Promise<StoreHealth> => {
  try {
    await database.look()
    return { ...look.health, fault: null }
  } catch (error) {
    return { ...look.health, fault: error instanceof Error ? error.message : `${error}` }
  }
}
