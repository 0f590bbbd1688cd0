import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { fault, ok } from '../../shared/index.ts'
import { finish } from '../base/turns.ts'
import { keptChecksum } from './checksum.ts'
import {
  type DataReader,
  type DataWriter,
  ordersByRoom,
  type QuarantinedRecord,
  type Read,
  type RoomRead,
} from './data-reader.ts'
import type { KeptPlace } from './kept.ts'
import { endsWithinPage, integrityFaults, openToRead, openToWrite, unusable, vacuum } from './sqlite-file.ts'
import { GONE } from './sqlite-kept.ts'
import { ADOPTED } from './sqlite-log.ts'
import { HIDDEN, recordReader } from './sqlite-records.ts'
import { storeIn } from './sqlite-store.ts'
import type { StoredOrders, StoredRoomInfo } from './store.ts'
import { type Missing, missingText } from './write-count.ts'

/** A command has time, other than a relay. */
const BUSY_MS = 5_000

/** A room that was deleted: its epoch keeps writers of the old one out. */
interface Trace {
  readonly room: string
  readonly epoch: string
}

/** Something that is kept beside the logs; its body is null where it is damaged. */
interface KeptThing extends KeptPlace {
  readonly kind: string
  readonly body: Uint8Array | null
}

/** A data file as it is at one moment, also while a relay writes in it; reading it changes nothing. */
export interface DataFile extends DataReader {
  list(): Read<readonly StoredRoomInfo[]>
  read(room: string): Read<RoomRead | null>
  orders(): Read<ReadonlyMap<string, StoredOrders>>
  quarantined(): Read<readonly QuarantinedRecord[]>
  faults(): readonly string[]
  close(): void
  /** Rooms that were deleted. */
  traces(): Read<readonly Trace[]>
  /** All that is kept beside the logs, one after the other; throws where it cannot be read. */
  kept(): Iterable<KeptThing>
}

/** Throws where there is no such file, or it is none of ours. */
export const openDataFile = (path: string): DataFile =>
  openToRead(path, BUSY_MS, (db, missing) => {
    // Holds up no writer: the file stays as it is for this reader alone.
    db.exec('BEGIN')
    const records = recordReader(db)
    const isCut = endsWithinPage(db, path)
    const attempt = <Value>(work: () => Value): Read<Value> => {
      try {
        return ok(work())
      } catch (error) {
        return fault('damaged-file', unusable(path, error).message)
      }
    }
    const readRoom = (name: string): RoomRead | null => {
      const room = finish(records.read(name))
      if (room === null) return null
      const { epoch, whole, lastSeq, damaged } = room
      return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
    }
    const readQuarantine = () =>
      db
        .prepare('SELECT room, epoch, seq, coalesce(length(body), 0) AS bytes FROM quarantine')
        .all() as unknown as readonly QuarantinedRecord[]

    return {
      list: () => attempt(() => records.list({})),
      read: (name) => attempt(() => readRoom(name)),
      orders: () => attempt(() => ordersByRoom(orderRowsOf(db))),
      quarantined: () => attempt(readQuarantine),
      isCut,
      faults() {
        const found = attempt(() => integrityFaults(db))
        const gone = attempt(missing)
        const ofRecords = gone.ok ? missingText(gone.value) : null
        const ofPages = [
          ...(found.ok ? found.value : [found.fault.message]),
          ...(ofRecords === null ? [] : [ofRecords]),
        ]
        return isCut ? ['it ends within a page: it was cut off', ...ofPages] : ofPages
      },
      close: () => db.close(),
      traces: () => attempt(() => tracesIn(db)),
      kept: () => keptIn(db),
    }
  })

interface OrderRow {
  readonly room: string
  readonly name: string
  readonly value: string
}

const hasTable = (db: DatabaseSync, name: string): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined

/** A file of the first schema has no table of them. */
const orderRowsOf = (db: DatabaseSync): readonly OrderRow[] => {
  if (!hasTable(db, 'orders')) return []
  const rows = db.prepare('SELECT room, name, value FROM orders ORDER BY room, name').all()
  return rows as unknown as readonly OrderRow[]
}

const tracesIn = (db: DatabaseSync): readonly Trace[] => {
  const rows = db
    .prepare(`
      SELECT * FROM rooms
      WHERE substr(name, 1, 1) <> ${HIDDEN} AND NOT EXISTS (SELECT 1 FROM records WHERE room_id = rooms.id)
      ORDER BY name`)
    .all()
  // Before the fourth schema nobody adopted an epoch.
  return rows
    .filter((row) => row.snapshot_seq !== ADOPTED)
    .map(({ name, epoch }) => ({ room: `${name}`, epoch: `${epoch}` }))
}

/** A file of before the third schema has no table of it. */
function* keptIn(db: DatabaseSync): Generator<KeptThing> {
  if (!hasTable(db, 'kept')) return
  const statement = db.prepare(`
    SELECT kind, room, key, checksum, body FROM shelves JOIN kept ON shelf_id = shelves.id
    WHERE kind <> ? ORDER BY kind, room, key`)
  statement.setReadBigInts(true)
  for (const row of statement.iterate(GONE)) {
    const {
      kind,
      room,
      key,
      checksum: sum,
      body,
    } = row as unknown as KeptThing & { checksum: SQLOutputValue }
    const isWhole = body instanceof Uint8Array && BigInt(keptChecksum(room, kind, key, body)) === sum
    yield { kind, room, key, body: isWhole ? body : null }
  }
}

/** Opens the data file for `work`, makes it where there is none, and closes it. */
export const changeDataFile = async <Value>(
  path: string,
  work: (file: DataWriter) => Promise<Value>,
): Promise<Value> => {
  const durability = 'full'
  return openToWrite(path, { durability, busyMs: BUSY_MS }, async (db, missing: Missing) => {
    try {
      const store = storeIn(path, db, durability)
      const done = await work({ store, missing: missingText(missing), giveBackSpace: () => vacuum(db) })
      await store.close()
      return done
    } catch (error) {
      throw unusable(path, error)
    } finally {
      if (db.isOpen) db.close()
    }
  })
}
