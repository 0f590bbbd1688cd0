import type { DatabaseSync } from 'node:sqlite'
import { type FileLock, lockFile } from './file-lock.ts'
import { type FilePlace, isSameFile, placeOf, realPathOf } from './file-place.ts'
import { copyBeside, DATA_SUFFIXES, putInPlace } from './renewal.ts'
import { openToWrite, unusable, type WriteOptions } from './sqlite-file.ts'
import { SqliteRooms } from './sqlite-rooms.ts'
import type { StoreHealth } from './store.ts'
import { type Missing, WriteCount } from './write-count.ts'

/** A file that another process has locked is waited for only shortly: the journal tries again. */
const BUSY_MS = 200

const LOCK_SUFFIX = '-lock'

/** A file that could not be made anew is tried again after so long: that copies everything. */
const MEND_AGAIN_MS = 10_000

const TAKEN_AWAY = 'the data file, or a file beside it, was taken away or replaced'

interface OpenFile {
  readonly db: DatabaseSync
  readonly rooms: SqliteRooms
  readonly count: WriteCount
  readonly places: readonly (FilePlace | null)[]
  /** The largest size that the file had. */
  bytes: bigint
  readonly missing: Missing
}

/**
 * The data file of a relay. No other relay can open it. Where it is taken away, what is written goes to a file without a name, which
 * nobody will find again: so no write is good before a look at the names, and the file is made anew from what is still open.
 */
export class HeldFile {
  readonly #path: string
  readonly #durability: WriteOptions['durability']
  #lock: FileLock
  #open: OpenFile
  #missing = 0
  #fault: string | null = null
  /** A fault is told once before it is mended: somebody may still be moving files. */
  #isFaultTold = false
  #mendAtMs = Number.NEGATIVE_INFINITY
  readonly #renewals: string[] = []
  #isClosed = false

  constructor(path: string, durability: WriteOptions['durability']) {
    try {
      this.#path = realPathOf(path)
      this.#lock = lockFile(this.#path + LOCK_SUFFIX)
    } catch (error) {
      throw unusable(path, error)
    }
    this.#durability = durability
    try {
      this.#open = this.#openFile()
    } catch (error) {
      this.#lock.release()
      throw error
    }
    this.#addMissing(this.#open.missing)
  }

  get rooms(): SqliteRooms {
    return this.#open.rooms
  }

  /** Writes, and throws where what was written is nowhere: looks before, so as to write nothing then, and after, to be sure. */
  write<Value>(work: (rooms: SqliteRooms) => Value): Value {
    if (this.#fault === null) {
      if (this.#isInPlace()) {
        const value = work(this.rooms)
        if (this.#isInPlace()) return value
      }
      this.#fault = TAKEN_AWAY
    }
    throw unusable(this.#path, new Error(this.#fault))
  }

  async check(): Promise<StoreHealth> {
    if (!this.#isClosed) {
      if (this.#fault === null) this.#fault = this.#findFault()
      else if (this.#isFaultTold && performance.now() >= this.#mendAtMs) await this.#tryToMend()
      this.#isFaultTold = this.#fault !== null
      this.#open.count.keep()
    }
    return { fault: this.#fault, missing: this.#missing, renewals: this.#renewals }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const { db, rooms, count } = this.#open
    count.close()
    // SQLite deletes the files beside a database that it closes, by their names: by now they may be somebody else's.
    if (this.#isInPlace()) {
      tryToRelease(db)
      rooms.close()
    }
    this.#lock.release()
  }

  #openFile(): OpenFile {
    const options = { durability: this.#durability, busyMs: BUSY_MS }
    return openToWrite(this.#path, options, (db, missing) => {
      setInUse(db, true)
      const count = new WriteCount(this.#path, db)
      const rooms = new SqliteRooms(db, (records) => count.set(records))
      rooms.dropHidden()
      const places = this.#placesNow()
      return { db, rooms, count, missing, places, bytes: places[0]?.bytes ?? 0n }
    })
  }

  #placesNow(): readonly (FilePlace | null)[] {
    return DATA_SUFFIXES.map((suffix) => placeOf(this.#path + suffix))
  }

  #isInPlace(): boolean {
    const now = this.#placesNow()
    const bytes = now[0]?.bytes ?? 0n
    // The file never becomes smaller while a relay has it: then somebody has written over it.
    if (bytes < this.#open.bytes) return false
    this.#open.bytes = bytes
    return this.#open.places.every((place, index) => isSameFile(place, now[index] ?? null))
  }

  #findFault(): string | null {
    if (!this.#isInPlace()) return TAKEN_AWAY
    try {
      this.#keepLock()
      return null
    } catch (error) {
      return `its lock was taken away, and ${reasonOf(error)}`
    }
  }

  async #tryToMend(): Promise<void> {
    try {
      await this.#mend()
    } catch (error) {
      this.#mendAtMs = performance.now() + MEND_AGAIN_MS
      this.#fault = `${TAKEN_AWAY}, and cannot be made anew: ${reasonOf(error)}`
    }
  }

  async #mend(): Promise<void> {
    this.#keepLock()
    // It may have been about the lock alone.
    if (this.#isInPlace()) {
      this.#fault = null
      return
    }
    const { db, rooms, count } = this.#open
    // It is closed where the last attempt came that far.
    if (db.isOpen) {
      const { rooms: copied, lostRooms, lostRecords } = await copyBeside(db, this.#path, count.records)
      if (this.#isClosed) return
      const aside = putInPlace(this.#path)
      // SQLite deletes the files beside a database that it closes, by their names: so before the new ones are there.
      rooms.close()
      count.close()
      this.#missing += lostRecords
      this.#renewals.push(
        `${copied} rooms copied, ${lostRooms} could not be read` +
          (aside === null ? '' : `; what lay in the place of the file is ${aside} now`),
      )
    }
    this.#open = this.#openFile()
    this.#fault = null
  }

  /** A lock that was taken away keeps nobody out. */
  #keepLock(): void {
    if (this.#lock.isInPlace) return
    const lock = lockFile(this.#path + LOCK_SUFFIX)
    this.#lock.release()
    this.#lock = lock
  }

  #addMissing(missing: Missing): void {
    this.#missing += missing === 'unknown' ? 1 : missing
  }
}

/** Where another process writes just now, the file goes on to say that it is in use: its count tells that nothing is missing. */
const tryToRelease = (db: DatabaseSync): void => {
  try {
    setInUse(db, false)
  } catch {
    // As if it had been killed.
  }
}

const reasonOf = (error: unknown): unknown => (error instanceof Error ? error.message : error)

/** Written to the file itself at once: it must say so also without its write-ahead log. */
const setInUse = (db: DatabaseSync, isInUse: boolean): void => {
  db.prepare('UPDATE written SET in_use = ?').run(Number(isInUse))
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

/** Does `work` while no relay can open the file; throws where one has it open. */
export const whileUnheld = async <Value>(path: string, work: () => Promise<Value>): Promise<Value> => {
  const lock = lockFile(realPathOf(path) + LOCK_SUFFIX)
  try {
    return await work()
  } finally {
    lock.release()
  }
}
