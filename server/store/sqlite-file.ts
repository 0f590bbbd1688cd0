import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './file-lock.ts'
import { realPathOf } from './file-place.ts'
import { type Missing, missingIn, type Traces, tracesOf } from './write-count.ts'

/**
 * 2: orders of hosts, and the number of records that were written. 3: what is kept beside the logs. 4: the file's own seed, up to where
 * a snapshot reaches, and how often the orders of a room have changed.
 */
const SCHEMA_VERSION = 4

/** Since this schema a file says how many records were written to it. */
const COUNTED_SINCE = 2

/** Says in the file's header whose it is ("Hrom"), so that no other program's database is taken for ours. */
const APPLICATION_ID = 0x48726f6d

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    snapshot_seq INTEGER NOT NULL DEFAULT 0
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
  CREATE TABLE IF NOT EXISTS orders (
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (room, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS policies (
    room TEXT PRIMARY KEY,
    version INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seed (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS shelves (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    room TEXT NOT NULL,
    UNIQUE (kind, room)
  );
  CREATE TABLE IF NOT EXISTS kept (
    shelf_id INTEGER NOT NULL REFERENCES shelves (id),
    key TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (shelf_id, key)
  );
  CREATE TABLE IF NOT EXISTS written (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    records INTEGER NOT NULL,
    in_use INTEGER NOT NULL
  );
  INSERT OR IGNORE INTO written VALUES (1, 0, 0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Of rooms in a file of an older schema: whoever asks for later records has read those that were there then. */
const ADD_SNAPSHOT_SEQ = 'ALTER TABLE rooms ADD COLUMN snapshot_seq INTEGER NOT NULL DEFAULT 0'

const hasSnapshotSeq = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM pragma_table_info('rooms') WHERE name = 'snapshot_seq'").get() !== undefined

export interface WriteOptions {
  /**
   * WAL with NORMAL: a commit outlives the process at once, and the machine after the next checkpoint. With FULL each
   * commit waits for the disk (https://www.sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly durability: 'normal' | 'full'
  /** How long a file that another process has locked is waited for; nothing else of this process happens meanwhile. */
  readonly busyMs: number
}

/** Opens a data file to write in it, and makes it where there is none; throws where it is none of ours. */
export const openToWrite = <Value>(
  path: string,
  { durability, busyMs }: WriteOptions,
  use: (db: DatabaseSync, missing: Missing) => Value,
): Value =>
  open(path, false, (db, traces) => {
    checkOwner(db)
    if (endsWithinPage(db, path)) checkEnd(db)
    db.exec(`
      PRAGMA busy_timeout = ${busyMs};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability};
      PRAGMA foreign_keys = ON;
    `)
    transaction(db, 'write', () => {
      db.exec(SCHEMA)
      db.prepare('INSERT OR IGNORE INTO seed VALUES (1, ?)').run(randomUUID())
      if (!hasSnapshotSeq(db)) db.exec(ADD_SNAPSHOT_SEQ)
    })
    return use(db, missingIn(db, traces))
  })

/** Opens a data file to read in it, also while a relay writes in it. */
export const openToRead = <Value>(
  path: string,
  busyMs: number,
  use: (db: DatabaseSync, missing: () => Missing) => Value,
): Value =>
  open(path, true, (db, traces) => {
    db.exec(`PRAGMA busy_timeout = ${busyMs};`)
    if (isEmpty(db)) throw new Error('it is empty')
    checkOwner(db)
    return use(db, () => (pragma(db, 'user_version') < COUNTED_SINCE ? 0 : missingIn(db, traces)))
  })

/** Does all of `work` or nothing of it, with the file as it is at one moment. */
export const transaction = <Value>(db: DatabaseSync, kind: 'read' | 'write', work: () => Value): Value => {
  db.exec(kind === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN')
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

/** Gives the space of what was deleted back to the disk; false where another connection has the file. */
export const vacuum = (db: DatabaseSync): boolean => {
  try {
    // Refused by SQLite while anybody else has the file open, and held against all others until it is undone.
    db.exec('PRAGMA journal_mode = DELETE')
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
  try {
    db.exec('VACUUM')
    return true
  } finally {
    db.exec('PRAGMA journal_mode = WAL')
  }
}

/** The error that says which file it is. */
export const unusable = (path: string, error: unknown): Error =>
  new Error(`The data file ${path} cannot be used: ${error instanceof Error ? error.message : error}`)

/** Gives what `use` makes of the file; where that fails, the file is closed. */
const open = <Value>(
  path: string,
  readOnly: boolean,
  use: (db: DatabaseSync, traces: Traces) => Value,
): Value => {
  let db: DatabaseSync | null = null
  try {
    const file = realPathOf(path)
    checkLog(file)
    // SQLite itself says of it that it cannot be opened.
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw new Error('it is a folder, and not a file in one')
    if (readOnly && !existsSync(file)) throw new Error('it does not exist')
    const traces = tracesOf(file)
    db = new DatabaseSync(file, { readOnly })
    return use(db, traces)
  } catch (error) {
    db?.close()
    throw unusable(path, error)
  }
}

/** SQLite deletes the write-ahead log of a file in which nothing is, and all that was acknowledged with it. */
const checkLog = (path: string): void => {
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (sizeOf(path) > 0 || sizeOf(`${path}-wal`) === 0) return
  throw new Error(
    `it was cut off or taken away, but its write-ahead log ${path}-wal is there: move both away`,
  )
}

const isEmpty = (db: DatabaseSync): boolean => {
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  return tables === 0
}

/**
 * True where the file ends within a page, which SQLite does not look at: it reads zeros for the rest of the page, and
 * may find no trace of a room that is there. A page that is gone altogether is an error by itself.
 */
export const endsWithinPage = (db: DatabaseSync, path: string): boolean => {
  const pageBytes = pragma(db, 'page_size')
  return pageBytes > 0 && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) % pageBytes !== 0
}

/** A short file, of whatever program, is an empty database for SQLite, which would write over it. */
const checkEnd = (db: DatabaseSync): void => {
  const [fault] = isEmpty(db) ? ['file is not a database'] : integrityFaults(db)
  if (fault !== undefined) throw new Error(`it was cut off: ${fault}`)
}

/** What SQLite finds wrong with the file: it reads all of it. */
export const integrityFaults = (db: DatabaseSync): readonly string[] => {
  const lines = db
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => `${row.integrity_check}`)
  const orphans = db.prepare('PRAGMA foreign_key_check').all().length
  return [
    ...lines.filter((line) => line !== 'ok'),
    ...(orphans > 0 ? [`records that belong to no room: ${orphans}`] : []),
  ]
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])

/** A file with nothing in it is ours to fill; anything else must be one that we made and understand. */
const checkOwner = (db: DatabaseSync): void => {
  if (isEmpty(db)) return
  if (pragma(db, 'application_id') !== APPLICATION_ID)
    throw new Error('it is the database of another program')
  const version = pragma(db, 'user_version')
  if (version > SCHEMA_VERSION) throw new Error(`it was written by a newer Homeroom (schema ${version})`)
}
