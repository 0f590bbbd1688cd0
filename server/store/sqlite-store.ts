import { open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Work } from '../base/turns.ts'
import { realPathOf } from './file-place.ts'
import { memoryLocks } from './memory-locks.ts'
import type { WriteOptions } from './sqlite-file.ts'
import { SqliteRooms } from './sqlite-rooms.ts'
import type { Snapshot } from './sqlite-snapshots.ts'
import type { Store } from './store.ts'
import { WriteCount } from './write-count.ts'

/** The rooms in a file, which may be made anew: then they are others. */
export interface RoomsInFile {
  readonly rooms: SqliteRooms
  write<Value>(work: (rooms: SqliteRooms) => Value): Value
}

/** What a store does with rooms. A plain object: a host may spread it, and put a method of its own over. */
export const roomMethods = (file: RoomsInFile): Omit<Store, 'durability' | 'check' | 'close'> => {
  const drop = () => dropGarbage(() => file.write((rooms) => rooms.drop()))
  return {
    open: (room) => readInTurns(file, (rooms) => rooms.open(room)),
    async append(writes) {
      const results = file.write((rooms) => rooms.append(writes))
      await checkpointIfDue(file)
      return results
    },
    since: (room, epoch, seq) => readInTurns(file, (rooms) => rooms.since(room, epoch, seq)),
    adopt: async (room, from, to) => file.write((rooms) => rooms.adopt(room, from, to)),
    async compact(room, epoch, snapshot, upToSeq) {
      const isDone = file.write((rooms) => rooms.compact(room, epoch, snapshot, upToSeq))
      await checkpointIfDue(file)
      await drop()
      return isDone
    },
    compactInParts: (name, epoch, parts, upToSeq) =>
      writeInParts(file, { name, epoch, upToSeq }, parts).finally(drop),
    async replace(room, epoch, snapshot) {
      file.write((rooms) => rooms.replace(room, epoch, snapshot))
      // Nobody waits for that: those in the room are still to be told.
      void drop()
    },
    replaceInParts: (name, epoch, parts) =>
      writeInParts(file, { name, epoch, upToSeq: null }, parts)
        .then(() => undefined)
        .finally(() => void drop()),
    list: async (range) => file.rooms.list(range),
    orders: async (room, prefix) => file.rooms.orders(room, prefix),
    order: async (room, changes, known) => file.write((rooms) => rooms.order(room, changes, known)),
    keep: async (room, kind, changes) => file.write((rooms) => rooms.keep(room, kind, changes)),
    kept: async (kind, range) => file.rooms.kept.kept(kind, range),
    keptBodies: async (room, kind, keys) => file.rooms.kept.keptBodies(room, kind, keys),
    // One process has the file: its workers reach it through that one.
    ...memoryLocks(),
  }
}

/** The store in a file that is open, and is closed with it. */
export const storeIn = (path: string, db: DatabaseSync, durability: WriteOptions['durability']): Store => {
  const count = new WriteCount(realPathOf(path), db)
  const rooms = new SqliteRooms(db, (records) => count.set(records))
  return {
    durability,
    ...roomMethods({ rooms, write: (work) => work(rooms) }),
    close: async () => {
      rooms.close()
      count.close()
    },
  }
}

const readInTurns = async <Value>(
  file: RoomsInFile,
  read: (rooms: SqliteRooms) => Work<Value>,
): Promise<Value> => {
  const { rooms } = file
  const reading = read(rooms)
  while (file.rooms === rooms) {
    const { done, value } = reading.next()
    if (done) return value
    await nextTurn()
  }
  return readInTurns(file, read)
}

/** A part is written in a transaction of its own. A process that ends meanwhile leaves the room as it was, or the whole snapshot. */
const writeInParts = async (
  file: RoomsInFile,
  snapshot: Snapshot,
  parts: AsyncIterable<Uint8Array>,
): Promise<boolean> => {
  const { rooms } = file
  const write = <Value>(work: (rooms: SqliteRooms) => Value): Value =>
    file.write((now) => {
      if (now !== rooms) throw new Error('the data file was made anew while a snapshot was written')
      return work(now)
    })
  const hidden = write(() => rooms.beginSnapshot(snapshot))
  try {
    let index = 0
    for await (const part of parts) {
      index += 1
      write(() => rooms.addPart(hidden, index, snapshot, part))
      await checkpointIfDue(file)
    }
    return write(() => rooms.putInPlace(hidden, snapshot))
  } catch (error) {
    rooms.giveUp(hidden)
    throw error
  }
}

/** Brings what was written from SQLite's log into the file, in a turn of the event loop of its own. */
const checkpointIfDue = async (file: RoomsInFile): Promise<void> => {
  if (!file.rooms.isCheckpointDue) return
  try {
    await flush(file.rooms.logPath)
    // Another room may have done it meanwhile, or the file is closed.
    if (file.rooms.isCheckpointDue) file.rooms.checkpoint()
  } catch {
    // What was written is in the log, and SQLite tries again with a later commit.
  }
}

/** Waits until a file is on the disk, beside the event loop. A checkpoint does that first of all, and nothing else happens meanwhile. */
const flush = async (path: string): Promise<void> => {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** `drop` deletes some of it, and gives false where there is no more. What was written before had a turn of its own. */
const dropGarbage = async (drop: () => boolean): Promise<void> => {
  try {
    do await nextTurn()
    while (drop())
  } catch {
    // It takes space until the next snapshot, or the next start, deletes it.
  }
}
