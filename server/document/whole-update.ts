import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import { checkUpdate } from './update-check.ts'

const bad = (message: string) => fault('bad-update', message)

/**
 * What a room may be made of: an update that is a document by itself, as Yjs writes it again. One that builds on another
 * is none, nor is one with bytes left over: an empty update with anything behind it is what a file of zeros looks like.
 */
export const readWholeUpdate = (update: Uint8Array): Result<Uint8Array, 'bad-update'> => {
  // Also what was deleted stays: the room may keep it.
  const doc = new Y.Doc({ gc: false })
  try {
    checkUpdate(update)
    const decoder = decoding.createDecoder(update)
    Y.readUpdate(decoder, doc)
    if (decoding.hasContent(decoder)) return bad('There are bytes after the update.')
    const { pendingStructs, pendingDs } = doc.store
    if (pendingStructs !== null || pendingDs !== null)
      return bad('The update builds on another one, which it does not hold.')
    return ok(Y.encodeStateAsUpdate(doc))
  } catch {
    // Of all kinds: ends in the middle, values that are no JSON, a stack that is too small for what is nested so deep.
    return bad('The body is no Yjs update that can be read.')
  } finally {
    doc.destroy()
  }
}
