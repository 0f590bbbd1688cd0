import { createHash } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import { appendTo, EpochMismatch, type Store } from '../store/store.ts'
import { partsOf } from './snapshot-parts.ts'

/**
 * The epoch of a room that begins with `content`. The same content makes the same room again, wherever and whenever: copies of it
 * may merge. Another content makes another room, so that two of them are never both in one document.
 */
const epochOf = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 27)

/**
 * Puts the first content of a room into the store, before anybody is in the room. Where something is there by now, as of
 * another relay over the same store, that stays and nothing is put.
 */
export const storeFirst = async (store: Store, room: RoomId, content: Uint8Array): Promise<void> => {
  const parts: Uint8Array[] = []
  for await (const part of partsOf([content])) parts.push(part)
  try {
    await appendTo(store, room, epochOf(content), parts)
  } catch (error) {
    if (!(error instanceof EpochMismatch)) throw error
  }
}
