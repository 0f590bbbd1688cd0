import { inTurns } from '../base/in-turns.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Room } from './room.ts'

/** So often an encoding during which something was written is made again; the one after keeps those who write waiting. */
const TRIES = 2

/**
 * What `encode` gives of the document of a room at a moment when no update is half in it, and with nothing half in it that came
 * meanwhile. Nobody who writes waits for it, unless they write all the time.
 */
export const wholeOf = async <Value>(room: Room, turns: Turns, encode: () => Work<Value>): Promise<Value> => {
  for (let tried = 0; ; tried++) {
    const isLast = tried === TRIES
    const release = await room.holdUpdates()
    try {
      const { version } = room.document
      const encoding = inTurns(turns, encode(), { room: room.id })
      if (!isLast) release()
      const encoded = await encoding
      if (isLast || (room.document.version === version && !room.isBusy)) return encoded
    } finally {
      release()
    }
  }
}

/** The document of a room as one update, whole as above. */
export const wholeSnapshot = (room: Room, turns: Turns): Promise<Uint8Array> =>
  wholeOf(room, turns, () => room.document.snapshot())
