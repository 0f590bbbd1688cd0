import { ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Room } from '../../rooms/room.ts'
import { refusal } from '../refusal.ts'

/** A room with something in it, loaded where it must be; it leaves memory again as any room in which nobody is. */
export const roomOf = async (hub: Hub, id: RoomId): Promise<Result<Room, RefusalCode>> => {
  for (;;) {
    const loaded = await hub.load(id)
    if (!loaded.ok) return loaded
    const room = hub.peek(id)
    if (room !== null) return room.hasContent ? ok(room) : refusal('room-not-found')
  }
}
