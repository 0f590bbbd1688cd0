import type { RoomLoaderDeps } from './room-loader.ts'
import type { RoomWatcher } from './room-watcher.ts'

export interface HubDeps extends Omit<RoomLoaderDeps, 'documentMemory' | 'writer' | 'onStirred'> {
  readonly watchers: readonly RoomWatcher[]
  /** How long a room stays in memory with nobody in it, in ms. */
  readonly idleMs: number
  /** True where a room that nobody has written to is not there. */
  readonly mustExist: boolean
  /** Other relays have its rooms, too. */
  readonly isShared: boolean
}
