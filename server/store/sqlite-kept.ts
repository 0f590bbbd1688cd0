import { randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { keptChecksum } from './checksum.ts'
import { checkKept, type KeptChanges, type KeptInfo, type KeptRange, KINDS_OF_ROOM } from './kept.ts'

/** Of what was deleted with its room so much is taken away in one step: some 3 ms of cpu. */
const DROPPED_BYTES = 4 * 1024 * 1024

/** So many are taken away in one step at most. */
const DROPPED_ENTRIES = 1_000

/** As SQLite says it. */
const NO_LIMIT = -1

/** The kind of what was deleted with its room. */
export const GONE = '\u0001'

interface KeptRow {
  /** A damaged number may be larger than JavaScript's are. */
  readonly checksum: SQLOutputValue
  readonly body: SQLOutputValue
}

const prepare = (db: DatabaseSync) => ({
  addShelf: db.prepare('INSERT OR IGNORE INTO shelves (kind, room) VALUES (?, ?)'),
  findShelf: db.prepare('SELECT id, room FROM shelves WHERE kind = ? AND room = ?'),
  nextShelf: db.prepare('SELECT id, room FROM shelves WHERE kind = ? AND room > ? ORDER BY room LIMIT 1'),
  firstShelf: db.prepare('SELECT id, room FROM shelves WHERE kind = ? ORDER BY room LIMIT 1'),
  hideShelf: db.prepare('UPDATE shelves SET kind = ?, room = ? WHERE kind = ? AND room = ?'),
  removeEmptyShelf: db.prepare(
    'DELETE FROM shelves WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM kept WHERE shelf_id = ?1)',
  ),
  set: db.prepare('INSERT OR REPLACE INTO kept (shelf_id, key, checksum, body) VALUES (?, ?, ?, ?)'),
  remove: db.prepare('DELETE FROM kept WHERE shelf_id = ? AND key = ?'),
  read: db.prepare('SELECT checksum, body FROM kept WHERE shelf_id = ? AND key = ?'),
  // SQLite knows the length of a body without reading it.
  list: db.prepare(
    'SELECT key, length(body) AS bytes FROM kept WHERE shelf_id = ? AND key > ? ORDER BY key LIMIT ?',
  ),
  listAll: db.prepare('SELECT key, length(body) AS bytes FROM kept WHERE shelf_id = ? ORDER BY key LIMIT ?'),
})

interface KeptLength {
  readonly key: string
  /** Null where the file is damaged. */
  readonly bytes: number | null
}

interface Shelf {
  readonly id: number
  readonly room: string
}

/**
 * What is kept beside the logs in one file. All that a room has of one kind is on one shelf, so that it goes in one step, however much
 * it is: the shelf is of a hidden kind then. The caller has a transaction open for what changes something.
 */
export class SqliteKept {
  readonly #statements

  constructor(db: DatabaseSync) {
    this.#statements = prepare(db)
    this.#statements.read.setReadBigInts(true)
  }

  keep(room: string, kind: string, changes: KeptChanges): void {
    checkKept(changes)
    this.#statements.addShelf.run(kind, room)
    const shelf = this.#statements.findShelf.get(kind, room) as unknown as Shelf
    for (const [key, body] of changes)
      if (body === null) this.#statements.remove.run(shelf.id, key)
      else this.#statements.set.run(shelf.id, key, keptChecksum(room, kind, key, body), body)
    this.#statements.removeEmptyShelf.run(shelf.id)
  }

  kept(kind: string, { room: only, after, limit }: KeptRange = {}): readonly KeptInfo[] {
    const found: KeptInfo[] = []
    const left = () => (limit === undefined ? NO_LIMIT : limit - found.length)
    const list = ({ id, room }: Shelf): void => {
      const { list, listAll } = this.#statements
      const rows = after?.room === room ? list.all(id, after.key, left()) : listAll.all(id, left())
      for (const row of rows as unknown as KeptLength[])
        found.push({ room, key: row.key, bytes: row.bytes ?? 0 })
    }
    if (only === undefined) {
      for (let shelf = this.#shelfFrom(kind, after?.room); shelf !== undefined && left() !== 0; ) {
        list(shelf)
        shelf = this.#statements.nextShelf.get(kind, shelf.room) as Shelf | undefined
      }
    } else {
      const shelf = this.#statements.findShelf.get(kind, only) as Shelf | undefined
      if (shelf !== undefined) list(shelf)
    }
    return found
  }

  keptBodies(room: string, kind: string, keys: readonly string[]): readonly (Uint8Array | null)[] {
    const shelf = this.#statements.findShelf.get(kind, room) as Shelf | undefined
    if (shelf === undefined) return keys.map(() => null)
    return keys.map((key) => {
      const row = this.#statements.read.get(shelf.id, key) as KeptRow | undefined
      if (row === undefined || !(row.body instanceof Uint8Array)) return null
      return BigInt(keptChecksum(room, kind, key, row.body)) === row.checksum ? row.body : null
    })
  }

  /** The room is gone: so is what belongs to it. `drop` takes it out of the file. */
  forget(room: string): void {
    for (const kind of KINDS_OF_ROOM) this.#statements.hideShelf.run(GONE, randomUUID(), kind, room)
  }

  /** Deletes some of what is gone; false where nothing was left of it. */
  drop(): boolean {
    const shelf = this.#shelfFrom(GONE, undefined)
    if (shelf === undefined) return false
    const rows = this.#statements.listAll.all(shelf.id, DROPPED_ENTRIES) as unknown as KeptLength[]
    let bytes = 0
    for (const row of rows) {
      this.#statements.remove.run(shelf.id, row.key)
      bytes += row.bytes ?? 0
      if (bytes >= DROPPED_BYTES) break
    }
    this.#statements.removeEmptyShelf.run(shelf.id)
    return true
  }

  #shelfFrom(kind: string, room: string | undefined): Shelf | undefined {
    const { firstShelf, findShelf, nextShelf } = this.#statements
    if (room === undefined) return firstShelf.get(kind) as Shelf | undefined
    return (findShelf.get(kind, room) ?? nextShelf.get(kind, room)) as Shelf | undefined
  }
}
