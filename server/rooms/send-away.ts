import type { CloseName } from '../../shared/index.ts'
import type { Fence } from '../base/fence.ts'
import type { Participant } from '../presence/participant.ts'
import type { RoomKeeper } from './keeper.ts'
import type { Room } from './room.ts'

/** Sends everyone away from a room, and whoever wants it in memory; `culprit` is not to come back. */
export const sendAway = (
  fence: Fence,
  room: Room,
  reason: CloseName & Parameters<RoomKeeper['lost']>[0],
  culprit: Participant | null = null,
): void => {
  // One that cannot be closed keeps no other one in the room.
  for (const participant of [...room.participants])
    fence.run('leave', { room: room.id }, () =>
      participant.close(participant === culprit ? 'bad-messages' : reason),
    )
  const keepers = [...room.keepers]
  room.keepers.clear()
  for (const keeper of keepers) fence.run('leave', { room: room.id }, () => keeper.lost(reason))
}
