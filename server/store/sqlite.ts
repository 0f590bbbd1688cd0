import { setImmediate as nextTurn } from 'node:timers/promises'
import * as v from 'valibot'
import { oneOf, readOptions } from '../base/read-options.ts'
import { HeldFile } from './held-file.ts'
import type { Snapshot, SqliteRooms } from './sqlite-rooms.ts'
import type { Store } from './store.ts'

/** How {@link sqliteStore} writes. */
export interface SqliteOptions {
  /** `full` waits for the disk at each write, and outlives a machine that loses its power; `normal` is the default. */
  readonly durability?: 'normal' | 'full'
}

/**
 * Keeps documents in one SQLite file. A damaged record is moved to the table `quarantine` when its room is loaded, and the rest of
 * the room lives.
 *
 * @param path The file; it is made where there is none.
 * @throws TypeError that lists everything that is wrong with the options; Error where the file is none of Homeroom's, cannot be opened or written, or another relay has it.
 * @example
 * ```ts
 * import { createRelay, sqliteStore } from 'homeroom/server'
 *
 * const relay = createRelay({ store: sqliteStore('example.db', { durability: 'full' }) })
 * await relay.close()
 * ```
 */
export const sqliteStore = (path: string, options: SqliteOptions = {}): Store => {
  const { durability } = readOptions('sqliteStore', ENTRIES, options, () => faultsOfPath(path))
  const file = new HeldFile(path, durability)
  return {
    durability,
    load: async (room) => file.rooms.load(room),
    append: async (room, epoch, batch) => file.write((rooms) => rooms.append(room, epoch, batch)),
    compact: async (room, epoch, snapshot, upToSeq) =>
      file.write((rooms) => rooms.compact(room, epoch, snapshot, upToSeq)),
    compactInParts: (name, epoch, parts, upToSeq) => compactInParts(file, { name, epoch, upToSeq }, parts),
    replace: async (room, epoch, snapshot) => file.write((rooms) => rooms.replace(room, epoch, snapshot)),
    list: async (range) => file.rooms.list(range),
    orders: async (room) => file.rooms.orders(room),
    order: async (room, changes) => file.write((rooms) => rooms.order(room, changes)),
    check: () => file.check(),
    close: async () => file.close(),
  }
}

const ENTRIES = { durability: v.optional(oneOf(['normal', 'full']), 'normal') }

const faultsOfPath = (path: unknown): readonly string[] =>
  typeof path === 'string' && path !== '' ? [] : ['path is that of a file']

/** A part is written in a transaction of its own. A process that ends meanwhile leaves the records as they were, or the whole snapshot. */
const compactInParts = async (
  file: HeldFile,
  snapshot: Snapshot,
  parts: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const { rooms } = file
  const write = <Value>(work: (rooms: SqliteRooms) => Value): Value =>
    file.write((now) => {
      // The numbers in it are others.
      if (now !== rooms) throw new Error('the data file was made anew while a snapshot was written')
      return work(now)
    })
  const id = write(() => rooms.beginSnapshot(snapshot.epoch))
  try {
    let index = 0
    for await (const part of parts) {
      index += 1
      write(() => rooms.addPart(id, index, snapshot, part))
    }
    write(() => rooms.putInPlace(id, snapshot))
  } catch (error) {
    rooms.giveUp(id)
    throw error
  } finally {
    await dropGarbage(() => write(() => rooms.drop()))
  }
}

/** `drop` deletes some of it, and gives false where there is no more. */
const dropGarbage = async (drop: () => boolean): Promise<void> => {
  try {
    while (drop()) await nextTurn()
  } catch {
    // It takes space until the next snapshot, or the next start, deletes it.
  }
}
