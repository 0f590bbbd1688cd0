import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Which file lies under a name. */
export interface FilePlace {
  readonly device: bigint
  readonly inode: bigint
  readonly bytes: bigint
}

/** What lies under `path` now; null where nothing does. */
export const placeOf = (path: string): FilePlace | null => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? null : { device: stats.dev, inode: stats.ino, bytes: stats.size }
}

/** True where both are one file. No other file has the inode of one that is held open, even under another name or none. */
export const isSameFile = (one: FilePlace | null, other: FilePlace | null): boolean =>
  one !== null && other !== null && one.device === other.device && one.inode === other.inode

/** The path without symbolic links: the files beside a data file lie beside the file itself, by whatever name it is opened. */
export const realPathOf = (path: string): string =>
  placeOf(path) === null ? join(realpathSync(dirname(path)), basename(path)) : realpathSync(path)
