import { setImmediate as nextTurn } from 'node:timers/promises'
import { UpdateParts } from '../../shared/index.ts'
import type { Store } from '../store/store.ts'

/** A larger snapshot is written in parts: SQLite writes so much in some 5 ms of cpu, and nothing else happens meanwhile. */
export const PART_BYTES = 1024 * 1024

/** And no more structs: what has more of them for its size is divided as well. */
const PART = { bytes: PART_BYTES, structs: 64 * 1024 }

/** So many structs of a snapshot are read in one turn. */
const READ_STRUCTS = 10_000

/** Replaces a room in the store; a large snapshot goes there in parts. */
export const replaceInStore = (
  store: Store,
  room: string,
  epoch: string,
  snapshot: Uint8Array | null,
): Promise<void> => {
  const isSmall = snapshot === null || snapshot.length <= PART_BYTES
  return isSmall || store.replaceInParts === undefined
    ? store.replace(room, epoch, snapshot)
    : store.replaceInParts(room, epoch, partsOf([snapshot]))
}

/** The parts of a snapshot, one in a turn of the event loop. */
export async function* partsOf(
  updates: readonly Uint8Array[],
  onPart: () => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (const update of updates) {
    const parts = new UpdateParts(update)
    while (!parts.read(READ_STRUCTS)) await nextTurn()
    for (let part = parts.next(PART); part !== null; part = parts.next(PART)) {
      onPart()
      yield part
      await nextTurn()
    }
  }
}
