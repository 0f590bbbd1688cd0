import { openPool, unusable } from './pool.ts'
import { migrate, SCHEMA } from './schema.ts'
import { Session } from './session.ts'

/** A change of tables may take long. */
const OPTIONS = { connections: 1, timeoutMs: 3_600_000, user: 'command' } as const

/** Makes the tables of a database, or brings them to the present schema; gives what schema they had (0: none) and have. */
export const migrateDatabase = async (url: string): Promise<{ from: number; to: number }> => {
  const pool = await openPool(url, OPTIONS).catch((error) => {
    throw unusable(url, error)
  })
  try {
    const session = new Session(await pool.connect(), url)
    try {
      const from = await migrate(session.query)
      session.release()
      return { from, to: SCHEMA.version }
    } catch (error) {
      await session.abandon()
      throw error
    }
  } catch (error) {
    throw unusable(url, error)
  } finally {
    await pool.end()
  }
}
