import { storeIn } from './sqlite.ts'
import { openToRead, openToWrite, unusable, vacuum } from './sqlite-file.ts'
import { recordReader } from './sqlite-records.ts'
import type { Store, StoredRoom, StoredRoomInfo } from './store.ts'

/** A command has time, other than a relay. */
const BUSY_MS = 5_000

/** A record that was set aside. */
export interface QuarantinedRecord {
  readonly room: string
  readonly epoch: string
  readonly seq: number
  readonly bytes: number
}

/** A data file as it is at one moment, also while a relay writes in it; reading it changes nothing. */
export interface DataFile {
  list(): readonly StoredRoomInfo[]
  /** As a store loads it, but what is damaged stays where it is. */
  read(room: string): StoredRoom | null
  quarantined(): readonly QuarantinedRecord[]
  /** What SQLite finds wrong with the file. */
  faults(): readonly string[]
  close(): void
}

/** Throws where there is no such file, or it is none of ours. */
export const openDataFile = (path: string): DataFile =>
  openToRead(path, BUSY_MS, (db) => {
    // Holds up no writer: the file stays as it is for this reader alone.
    db.exec('BEGIN')
    const records = recordReader(db)
    const rows = (sql: string) => db.prepare(sql).all()
    const named = <Value>(work: () => Value): Value => {
      try {
        return work()
      } catch (error) {
        throw unusable(path, error)
      }
    }

    return {
      list: () => named(() => records.list({})),

      read: (name) =>
        named(() => {
          const room = records.read(name)
          if (room === null) return null
          const { epoch, whole, lastSeq, damaged } = room
          return { epoch, updates: whole, lastSeq, quarantined: damaged.length }
        }),

      quarantined: () =>
        named(() =>
          rows('SELECT room, epoch, seq, coalesce(length(body), 0) AS bytes FROM quarantine'),
        ) as unknown as readonly QuarantinedRecord[],

      faults: () =>
        named(() => {
          const broken = rows('PRAGMA integrity_check').map((row) => `${row.integrity_check}`)
          const orphans = rows('PRAGMA foreign_key_check').length
          return [
            ...broken.filter((line) => line !== 'ok'),
            ...(orphans > 0 ? [`records that belong to no room: ${orphans}`] : []),
          ]
        }),

      close: () => db.close(),
    }
  })

/** Opens the data file for `work`, makes it where there is none, and closes it. */
export const changeDataFile = async <Value>(
  path: string,
  work: (store: Store, giveBackSpace: () => boolean) => Promise<Value>,
): Promise<Value> => {
  const durability = 'full'
  const db = openToWrite(path, { durability, busyMs: BUSY_MS }, (opened) => opened)
  try {
    return await work(storeIn(db, durability), () => vacuum(db))
  } catch (error) {
    throw unusable(path, error)
  } finally {
    db.close()
  }
}
