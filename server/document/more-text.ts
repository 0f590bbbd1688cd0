// Most of what people type goes on where they typed last. Yjs makes a struct of it, in a transaction that goes over all clients of the
// document several times, and in the end joins the struct to the one before. Here the one before is made longer at once.
import * as Y from 'yjs'
import {
  CONTENT,
  createDecoder,
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  readByte,
  readEnd,
  readString,
  readUint,
} from '../../shared/index.ts'
import { isJoined } from './joins.ts'
import { copyOf } from './own-text.ts'

/** Longer text is rare. */
const MOST_BYTES = 512

/** V8 keeps what is put behind a text as a piece of its own, of 32 bytes: it is copied each time that so many characters have come. */
const COPIED_CHARS = 64

/** Text that goes on behind `last`. */
interface MoreText {
  readonly last: Y.Item
  readonly content: Y.ContentString
  readonly text: string
}

/**
 * Applies an update that is text behind what its author wrote last, and nothing else: as Yjs would, to the byte. False where it is
 * anything else or cannot be read, or where the text is not to be taken.
 */
export const appendText = (doc: Y.Doc, update: Uint8Array, mayTake: (bytes: number) => boolean): boolean => {
  const more = readMoreText(doc, update)
  if (more === null || !mayTake(more.text.length)) return false
  put(more)
  return true
}

const readMoreText = ({ store }: Y.Doc, update: Uint8Array): MoreText | null => {
  if (update.length > MOST_BYTES || update[0] !== 1 || update[1] !== 1) return null
  try {
    return read(store, update)
  } catch {
    // What is wrong with it is found where it is read as any other update.
    return null
  }
}

const read = (store: Y.Doc['store'], update: Uint8Array): MoreText | null => {
  const decoder = createDecoder(update)
  // One client, with one struct.
  decoder.pos = 2
  const client = readUint(decoder)
  const clock = readUint(decoder)
  const last = store.clients.get(client)?.at(-1)
  if (!(last instanceof Y.Item) || last.id.clock + last.length !== clock) return null
  const info = readByte(decoder)
  const hasRight = info === (CONTENT.string | HAS_ORIGIN | HAS_RIGHT_ORIGIN)
  if (!hasRight && info !== (CONTENT.string | HAS_ORIGIN)) return null
  if (readUint(decoder) !== client || readUint(decoder) !== clock - 1) return null
  const { rightOrigin } = last
  if (hasRight !== (rightOrigin !== null)) return null
  if (
    rightOrigin !== null &&
    (readUint(decoder) !== rightOrigin.client || readUint(decoder) !== rightOrigin.clock)
  )
    return null
  const text = readString(decoder)
  // It deletes nothing.
  if (readUint(decoder) !== 0) return null
  readEnd(decoder)
  const { content } = last
  const isMore = content instanceof Y.ContentString && isOpen(store, last) && isJoined(content, text.length)
  return isMore && text.length > 0 && Number.isSafeInteger(clock + text.length)
    ? { last, content, text }
    : null
}

/**
 * Whether Yjs would put what comes right behind `last`, and join it: it is no value of a key, nothing of it is deleted, and nobody
 * else has gone on from the same place.
 */
const isOpen = (store: Y.Doc['store'], last: Y.Item): boolean => {
  const { deleted, redone, parent, parentSub, right, rightOrigin } = last
  if (deleted || redone !== null || parentSub !== null || !(parent instanceof Y.AbstractType)) return false
  if (right !== null && Y.compareIDs(right.id, rightOrigin)) return true
  // What stands before garbage is garbage: its right neighbour may have been in another type, which was deleted.
  if (rightOrigin !== null && !(Y.getItem(store, rightOrigin) instanceof Y.Item)) return false
  return right === null || !Y.compareIDs(right.origin, last.lastId)
}

/** Does what Yjs has done in the end, once it has put in a struct behind `last` and joined the two (`Item.mergeWith` of Yjs 13). */
const put = ({ last, content, text }: MoreText): void => {
  const str = content.str + text
  content.str = str.length % COPIED_CHARS < text.length ? copyOf(str) : str
  last.length += text.length
  const { parent } = last
  if (parent instanceof Y.AbstractType) parent._length += text.length
}
