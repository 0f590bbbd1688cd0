import type { RoomId } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import type { Turns } from '../../base/turns.ts'
import { etagOf } from '../../document/etag.ts'
import type { OpenRoom } from '../../handle/open-room.ts'
import { snapshotOf } from '../../handle/room-document.ts'

/** The ETag of what a room's document is answered as. */
export const tagOf = (turns: Turns, room: RoomId, body: Uint8Array): Promise<string> =>
  inTurns(turns, etagOf(body), { room })

/** The ETag of the document that is there; null where none is. */
export const presentTag = async (open: OpenRoom): Promise<string | null> => {
  const { room, deps } = open
  return room.hasContent ? tagOf(deps.turns, room.id, await snapshotOf(open)) : null
}
