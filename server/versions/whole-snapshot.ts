import { setImmediate as nextTurn } from 'node:timers/promises'
import { inTurns } from '../base/in-turns.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Room } from '../rooms/room.ts'

/** The document of a room as an update, at a moment when no update is half in it. */
export const wholeSnapshot = async (room: Room, turns: Turns): Promise<Uint8Array> => {
  for (;;) {
    const snapshot = await inTurns(turns, unlessBusy(room), { room: room.id })
    if (snapshot !== null) return snapshot
    await nextTurn()
  }
}

/** What comes after the first step of an encoding is not in it. */
function* unlessBusy(room: Room): Work<Uint8Array | null> {
  return room.isBusy ? null : yield* room.document.snapshot()
}
