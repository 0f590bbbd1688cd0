import type { DatabaseSync } from 'node:sqlite'
import { fault, ok, type Result } from '../../shared/index.ts'
import { finish } from '../base/turns.ts'
import { endsWithinPage, integrityFaults, openToRead, openToWrite, unusable, vacuum } from './sqlite-file.ts'
import { recordReader } from './sqlite-records.ts'
import { storeIn } from './sqlite-store.ts'
import type { Store, StoredOrders, StoredRoom, StoredRoomInfo } from './store.ts'
import { type Missing, missingText } from './write-count.ts'

/** A command has time, other than a relay. */
const BUSY_MS = 5_000

/** A record that was set aside. */
interface QuarantinedRecord {
  readonly room: string
  readonly epoch: string
  readonly seq: number
  readonly bytes: number
}

/** What a file has of one room. */
type RoomInFile = Pick<StoredRoom, 'epoch' | 'updates' | 'lastSeq' | 'quarantined'>

/** What could be read of a damaged file, or why it could not. */
type Read<Value> = Result<Value, 'damaged-file'>

/** A data file as it is at one moment, also while a relay writes in it; reading it changes nothing. */
export interface DataFile {
  list(): Read<readonly StoredRoomInfo[]>
  /** As a store loads it, but what is damaged stays where it is. */
  read(room: string): Read<RoomInFile | null>
  /** What hosts have ordered, by rooms: also in rooms that have no records. */
  orders(): Read<ReadonlyMap<string, StoredOrders>>
  quarantined(): Read<readonly QuarantinedRecord[]>
  /** True where the file was cut off: what is missing of it may be missing without a trace. */
  readonly isCut: boolean
  /** What SQLite finds wrong with the file: it reads all of it. */
  faults(): readonly string[]
  close(): void
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
    const readRoom = (name: string): RoomInFile | null => {
      const room = finish(records.read(name))
      if (room === null) return null
      const { epoch, whole, lastSeq, damaged } = room
      return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
    }
    const readOrders = () => {
      const ordersByRoom = new Map<string, Record<string, string>>()
      for (const { room, name, value } of orderRowsOf(db)) {
        const orders = ordersByRoom.get(room) ?? {}
        ordersByRoom.set(room, Object.assign(orders, { [name]: value }))
      }
      return ordersByRoom
    }
    const readQuarantine = () =>
      db
        .prepare('SELECT room, epoch, seq, coalesce(length(body), 0) AS bytes FROM quarantine')
        .all() as unknown as readonly QuarantinedRecord[]

    return {
      list: () => attempt(() => records.list({})),
      read: (name) => attempt(() => readRoom(name)),
      orders: () => attempt(readOrders),
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
    }
  })

interface OrderRow {
  readonly room: string
  readonly name: string
  readonly value: string
}

/** A file of the first schema has no table of them. */
const orderRowsOf = (db: DatabaseSync): readonly OrderRow[] => {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'orders'").get() === undefined) return []
  const rows = db.prepare('SELECT room, name, value FROM orders ORDER BY room, name').all()
  return rows as unknown as readonly OrderRow[]
}

/** A data file that is open for a command to change it, also while a relay has it. */
interface ChangedDataFile {
  readonly store: Store
  /** What was missing of it when it was opened; null where nothing was. From now on nobody finds that out any more. */
  readonly missing: string | null
  readonly giveBackSpace: () => boolean
}

/** Opens the data file for `work`, makes it where there is none, and closes it. */
export const changeDataFile = async <Value>(
  path: string,
  work: (file: ChangedDataFile) => Promise<Value>,
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
