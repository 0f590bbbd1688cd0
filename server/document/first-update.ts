import { crc32 } from 'node:zlib'
import * as Y from 'yjs'
import type { Limits } from '../base/limits.ts'
import type { Work } from '../base/turns.ts'
import { Document } from './document.ts'

/**
 * The first content of a document as an update; null where it is empty. What a function writes is the same update wherever the same
 * is written, and the one that `room.seed` of the client makes of it: Yjs keeps it once.
 *
 * @throws TypeError where it is no content, or nothing that a document of this relay may be.
 */
export function* firstUpdate(
  content: unknown,
  limits: Pick<Limits, 'document' | 'structs' | 'pending'>,
): Work<Uint8Array | null> {
  if (typeof content !== 'function' && !(content instanceof Uint8Array))
    throw new TypeError('The first content of a room is a function that writes it, or an update of Yjs.')
  const update = content instanceof Uint8Array ? content : constantUpdate(content as (doc: Y.Doc) => void)
  const nothing = () => undefined
  const document = new Document({ limits, onUpdate: nothing, onHeld: nothing })
  try {
    const taken = yield* document.take(update, null)
    if (!taken.ok) throw new TypeError(`The first content of a room cannot be taken: ${taken.fault.message}`)
    if (taken.value !== 'whole')
      throw new TypeError('The first content of a room builds on what is not in it.')
    return document.version === 0 ? null : update
  } finally {
    document.close()
  }
}

/** Another content has another clientID: two of one clientID would never merge. */
const constantUpdate = (fill: (doc: Y.Doc) => void): Uint8Array => {
  const [first, again] = [made(fill, 0), made(fill, 0)]
  if (Buffer.compare(first, again) !== 0)
    throw new TypeError('What fills a room has to write the same at each call.')
  return made(fill, crc32(first))
}

const made = (fill: (doc: Y.Doc) => unknown, clientId: number): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const given = doc.transact(() => fill(doc))
  if (given instanceof Promise) {
    given.catch(() => undefined)
    throw new TypeError('What fills a room writes at once, and gives no promise.')
  }
  return Y.encodeStateAsUpdate(doc)
}
