// The connections to one Postgres: bounded, each of them looked at before its first use, and let go of when something fails.
import type { Look } from './look.ts'
import { type Connection, openPool, type Pool, type PoolOptions, unusable } from './pool.ts'
import { prepareSchema } from './schema.ts'
import { type Query, Session } from './session.ts'

/**
 * `write` sees with each statement what is committed by then, and waits for the disk whatever the server is set to; `snapshot`
 * sees with all of them what was committed at its beginning.
 */
export type TransactionKind = keyof typeof BEGIN

const BEGIN = {
  write:
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'",
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
} as const

/**
 * Between two statements a transaction stands still for so many times what one of them may take, and then the server undoes it: a process that
 * is stopped, or a machine that fell silent, would keep its locks from all others for as long.
 */
const IDLE_TIMES = 2

export class Database {
  readonly #url: string
  readonly #options: PoolOptions
  readonly #look: Look
  readonly #known = new WeakSet<Connection>()
  #pool: Promise<Pool> | null = null
  #isClosed = false

  /** Each connection takes a look before anything else. */
  constructor(url: string, options: PoolOptions, look: Look) {
    this.#url = url
    this.#options = options
    this.#look = look
  }

  /**
   * Does all of `work` or nothing of it. Where the answer to the commit is lost it rejects, and may have been done all the same: then
   * before whatever waits for one of its locks.
   */
  transaction<Value>(kind: TransactionKind, work: (query: Query) => Promise<Value>): Promise<Value> {
    return this.#with(async ({ query }) => {
      // In one message, and for this transaction alone: a proxy may give the connection to somebody else after it.
      const { timeoutMs } = this.#options
      const between = `SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMES * timeoutMs}`
      await query(`${BEGIN[kind]}; SET LOCAL statement_timeout = ${timeoutMs}; ${between}`)
      const value = await work(query)
      await query('COMMIT')
      return value
    })
  }

  /** Does statements each of which is a transaction of its own. */
  each<Value>(work: (query: Query) => Promise<Value>): Promise<Value> {
    return this.#with(({ query }) => work(query))
  }

  /** Looks at the database. */
  look(): Promise<void> {
    return this.#with(({ query }) => this.#look.at(query))
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await (await this.#pool?.catch(() => undefined))?.end()
  }

  async #with<Value>(work: (session: Session) => Promise<Value>): Promise<Value> {
    const session = await this.#connect().catch((error) => {
      throw unusable(this.#url, error)
    })
    try {
      const value = await work(session)
      session.release()
      return value
    } catch (error) {
      await session.abandon()
      throw error
    }
  }

  async #connect(): Promise<Session> {
    if (this.#isClosed) throw new Error('it is closed')
    // What fails here is the package alone.
    this.#pool ??= openPool(this.#url, this.#options)
    const client = await (await this.#pool).connect()
    const session = new Session(client, this.#url)
    if (this.#known.has(client)) return session
    try {
      await prepareSchema(session.query)
      await this.#look.at(session.query)
      this.#known.add(client)
      return session
    } catch (error) {
      await session.abandon()
      throw error
    }
  }
}
