import * as v from 'valibot'
import { oneOf, readOptions } from '../base/read-options.ts'
import { HeldFile } from './held-file.ts'
import { roomMethods } from './sqlite-store.ts'
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
  return { durability, ...roomMethods(file), check: () => file.check(), close: async () => file.close() }
}

const ENTRIES = { durability: v.optional(oneOf(['normal', 'full']), 'normal') }

const faultsOfPath = (path: unknown): readonly string[] =>
  typeof path === 'string' && path !== '' && path !== ':memory:'
    ? []
    : ['path is that of a file; memoryStore() keeps documents in memory']
