// How many records were ever written, outside of the data file as well: so the file cannot lose its write-ahead log without a
// trace. After each commit the number is written beside the file, without waiting for the disk: it outlives `kill -9`.
import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { type FilePlace, isSameFile, placeOf } from './file-place.ts'

/** Records that were acknowledged and are not in the file; `unknown` where some are missing and nobody knows how many. */
export type Missing = number | 'unknown'

/** The same in words; null where nothing is missing. */
export const missingText = (missing: Missing): string | null => {
  if (missing === 0) return null
  const what = missing === 'unknown' ? 'records that were written last are' : records(missing)
  return `${what} missing from it: its write-ahead log was taken away or cut off, or the file is an older one`
}

const records = (count: number) =>
  count === 1 ? '1 record that was written is' : `${count} records that were written are`

const COUNT_SUFFIX = '-count'

/** As many digits as the largest number has, so that a shorter one leaves nothing of a longer one behind it. */
const DIGITS = 16

/** What a look at the files beside the data file tells, before SQLite opens it and changes them. */
export interface Traces {
  /** Records that were written, as the count says; null where there is no count. */
  readonly counted: number | null
  readonly hasLog: boolean
}

export const tracesOf = (path: string): Traces => ({
  counted: readCount(path + COUNT_SUFFIX),
  // A reader of a file without a log leaves an empty one there.
  hasLog: (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0,
})

const readCount = (path: string): number | null => {
  if (!existsSync(path)) return null
  const count = Number.parseInt(readFileSync(path, 'latin1'), 10)
  return Number.isSafeInteger(count) && count >= 0 ? count : null
}

/** What is missing from the open file. A relay that ends lets go of the file in it, so one that is in use has a log. */
export const missingIn = (db: DatabaseSync, { counted, hasLog }: Traces): Missing => {
  const { records, isInUse } = readWritten(db)
  if (counted !== null) return Math.max(0, counted - records)
  return isInUse && !hasLog ? 'unknown' : 0
}

const readWritten = (db: DatabaseSync) => {
  const row = db.prepare('SELECT records, in_use AS inUse FROM written').get()
  return { records: Number(row?.records ?? 0), isInUse: row?.inUse === 1 }
}

/** The count beside a data file, for a writer of it. */
export class WriteCount {
  readonly #path: string
  #count: number
  #file: number | null = null
  #place: FilePlace | null = null

  constructor(path: string, db: DatabaseSync) {
    this.#path = path + COUNT_SUFFIX
    this.#count = readWritten(db).records
    this.#write()
  }

  get records(): number {
    return this.#count
  }

  /** Says how many records were written. */
  set(count: number): void {
    this.#count = count
    this.#write()
  }

  /** Makes the file again where it was taken away. */
  keep(): void {
    if (isSameFile(this.#place, placeOf(this.#path))) return
    this.close()
    this.#place = null
    this.#write()
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  /** What was written is written, also where this fails: the next number is larger. */
  #write(): void {
    try {
      this.#file ??= openSync(this.#path, existsSync(this.#path) ? 'r+' : 'w')
      writeSync(this.#file, `${`${this.#count}`.padStart(DIGITS, '0')}\n`, 0)
      this.#place ??= placeOf(this.#path)
    } catch {
      this.close()
    }
  }
}
