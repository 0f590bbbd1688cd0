import type { RefusalCode, Result, RoomId } from '../../../shared/index.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import type { Room } from '../../rooms/room.ts'
import { refusal } from '../refusal.ts'

/** Does something with a room that has something in it; it is in memory until that is done. */
export const inRoom = <Value>(
  handles: RoomHandles,
  id: RoomId,
  work: (room: Room) => Promise<Result<Value, RefusalCode>>,
): Promise<Result<Value, RefusalCode>> =>
  handles.use<Value, RefusalCode>(id, async ({ room }) =>
    room.hasContent ? work(room) : refusal('room-not-found'),
  )

/** False for a room that is in memory only since somebody has asked for it. */
export const isThere = ({ hasContent, participants, remote, moderation }: Room): boolean =>
  hasContent || participants.size > 0 || remote.connections > 0 || !moderation.policy.isEmpty
