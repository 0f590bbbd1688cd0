import type { CloseName } from '../../shared/index.ts'

/** Somebody who wants a room in memory, and is nobody in it. */
export interface RoomKeeper {
  /** The room is gone: deleted or replaced, or it has failed. */
  lost(reason: Extract<CloseName, 'room-reset' | 'try-later'>): void
}
