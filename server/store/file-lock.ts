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
    throw isBusy(error) ? new Error(`another relay has it open (it holds the lock ${path})`) : error
  }
  const place = placeOf(path)
  return {
    get isInPlace() {
      return isSameFile(place, placeOf(path))
    },
    release: () => db.close(),
  }
}
