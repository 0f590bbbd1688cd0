import { DatabaseSync } from 'node:sqlite'

const SCHEMA_VERSION = 1

/** Says in the file's header whose it is ("Hrom"), so that no other program's database is taken for ours. */
const APPLICATION_ID = 0x48726f6d

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    last_seq INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS records (
    room_id INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (room_id, seq)
  );
  CREATE TABLE IF NOT EXISTS quarantine (
    id INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    checksum INTEGER,
    body BLOB
  );
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

export interface SqliteFileOptions {
  /**
   * WAL with NORMAL: a commit outlives the process at once, and the machine after the next checkpoint. With FULL each
   * commit waits for the disk (https://www.sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly durability: 'normal' | 'full'
  /** How long a file that another process has locked is waited for; nothing else of this process happens meanwhile. */
  readonly busyMs: number
}

/** Opens a data file to write in it, and makes it where there is none; throws where it is none of ours. */
export const openSqliteFile = (path: string, { durability, busyMs }: SqliteFileOptions): DatabaseSync => {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(path)
    checkOwner(db)
    db.exec(`
      PRAGMA busy_timeout = ${busyMs};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability};
      PRAGMA foreign_keys = ON;
      BEGIN IMMEDIATE; ${SCHEMA} COMMIT;
    `)
    return db
  } catch (error) {
    db?.close()
    throw new Error(`The data file ${path} cannot be used: ${error instanceof Error ? error.message : error}`)
  }
}

/** Does all of `work` or nothing of it. */
export const transaction = <Value>(db: DatabaseSync, work: () => Value): Value => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    db.exec('COMMIT')
    return value
  } catch (error) {
    // A full disk may have rolled back by itself.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** A file with nothing in it is ours to fill; anything else must be one that we made and understand. */
const checkOwner = (db: DatabaseSync): void => {
  const pragma = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables === 0) return
  if (pragma('application_id') !== APPLICATION_ID) throw new Error('it is the database of another program')
  const version = pragma('user_version')
  if (version > SCHEMA_VERSION) throw new Error(`it was written by a newer Homeroom (schema ${version})`)
}
