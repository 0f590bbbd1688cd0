import type { TakeResult } from '../../server/document/update-queue.ts'
import type { Participant } from '../../server/presence/participant.ts'
import type { Room } from '../../server/rooms/room.ts'

/** A budget that nothing exhausts. */
const ENDLESS = { leftMs: Number.POSITIVE_INFINITY, spend: () => undefined }

/** Has `room` take an update that is small enough to be in at once; gives what became of it. */
export const updateNow = (room: Room, by: Participant, update: Uint8Array): TakeResult => {
  let taken: TakeResult | null = null
  room.update(by, update, ENDLESS, (result) => {
    taken = result
  })
  if (taken === null) throw new Error('the update is not in at once')
  return taken
}
