import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { UpdateQueueDeps } from '../document/update-queue.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import type { StoredPolicy } from '../store/store.ts'
import type { ModerationDeps } from './moderation.ts'
import type { RoomPresenceDeps } from './room-presence.ts'

export interface RoomDeps extends Context, UpdateQueueDeps, RoomPresenceDeps, ModerationDeps {
  readonly scheduler: Scheduler
  /** Something has happened in a room, or has begun that waits for time to pass. */
  readonly onStirred: (room: RoomId) => void
  /** A room of more people than this is a crowd; null for none. */
  readonly crowd: number | null
}

export interface RoomOptions {
  readonly id: RoomId
  readonly epoch: string
  /** The store knows its epoch. */
  readonly isStored: boolean
  /** There is something in it. */
  readonly hasContent: boolean
  /** What hosts have ordered in it. */
  readonly policy: StoredPolicy
}
