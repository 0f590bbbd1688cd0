/** A connection of `pg`. Its own types are no part of ours, since it need not be there. */
export interface Connection {
  query(statement: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
  on(event: 'error', listener: () => void): unknown
  off(event: 'error', listener: () => void): unknown
  /** Gives it back, or closes it. */
  release(isBroken: boolean): void
}

/** What we use of a pool of `pg`. */
export interface Pool {
  connect(): Promise<Connection>
  end(): Promise<void>
}

export interface PoolOptions {
  /** Connections at most. */
  readonly connections: number
  /** A statement that takes longer fails, and so does a connection. */
  readonly timeoutMs: number
  /** As the server calls it. */
  readonly user: 'relay' | 'command'
}

/** What the connections of relays are called in the database. */
export const RELAY_NAME = 'homeroom'

/** The client waits for a little longer than the server, whose error says more. */
const GRACE_MS = 500

const IDLE_MS = 30_000

/** Connections to a database, which are made when they are wanted. */
export const openPool = async (url: string, { connections, timeoutMs, user }: PoolOptions): Promise<Pool> => {
  const { Pool } = await loadPg()
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs + GRACE_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    application_name: user === 'relay' ? RELAY_NAME : `${RELAY_NAME} command`,
  })
  // A connection that breaks while nobody has it is gone; a new one is made when it is wanted. It may also say that it broke
  // on its way in or out, where neither the pool nor a session listens: an error that nobody hears would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Loaded where somebody has a Postgres: others need not install it. */
const loadPg = async () => {
  try {
    const { default: pg } = await import('pg')
    return pg
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error('the package pg is not installed: npm install pg', { cause: error })
  }
}

/** Says which database it is, without the password. */
export const databaseName = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** The database did not do what it was asked. */
class DatabaseError extends Error {}

/** The error that says which database it is about. */
export const unusable = (url: string, error: unknown): Error =>
  error instanceof DatabaseError
    ? error
    : new DatabaseError(`The database ${databaseName(url)} cannot be used: ${reasonOf(error)}`, {
        cause: error,
      })

/** The name of a host may have several addresses: then there is one error for each. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : `${error}`
}
