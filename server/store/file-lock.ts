import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isSameFile, placeOf } from './file-place.ts'

/** SQLite's number for a file that somebody else has locked. */
const SQLITE_BUSY = 5

export const isBusy = (error: unknown): boolean => (error as { errcode?: unknown }).errcode === SQLITE_BUSY

/** A file that at most one holder has: in this process, in another one, in another container on the same disk. */
export interface FileLock {
  /** False where the file was taken away: then somebody else may hold another one under its name. */
  readonly isInPlace: boolean
  release(): void
}

/**
 * Takes the lock at `path`, or throws where it is held. The system lets go of it when its holder ends, however that ends. An empty
 * database in an open transaction is the lock, since Node has no file locks of its own. It stays on the disk: a holder that took it
 * away could take away the lock of the next one.
 */
export const lockFile = (path: string): FileLock => {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw isBusy(error)
      ? new Error(`another relay has it open (${holderOf(path)} holds the lock ${path})`)
      : error
  }
  const place = placeOf(path)
  return {
    get isInPlace() {
      return isSameFile(place, placeOf(path))
    },
    release: () => db.close(),
  }
}

/** Linux lists who holds a lock, as far as this process can see them: another container it cannot. Other systems do not. */
const LOCKS = '/proc/locks'

/** Who holds the lock at `path`, in words. */
const holderOf = (path: string): string => {
  try {
    const { device = 0n, inode = 0n } = placeOf(path) ?? {}
    // As Linux puts a device into one number (gnu_dev_major).
    const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n)
    const minor = (device & 0xffn) | ((device >> 12n) & 0xffffff00n)
    const [majorHex, minorHex] = [major, minor].map((part) => part.toString(16).padStart(2, '0'))
    const line = new RegExp(
      `^\\d+: POSIX +ADVISORY +WRITE +([1-9]\\d*) ${majorHex}:${minorHex}:${inode} `,
      'm',
    )
    const pid = line.exec(readFileSync(LOCKS, 'utf8'))?.[1]
    return pid === undefined ? 'it' : `process ${pid}`
  } catch {
    return 'it'
  }
}
