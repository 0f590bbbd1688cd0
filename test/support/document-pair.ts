import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { Document, type Taken, type UpdateFault } from '../../server/document/document.ts'
import type { Result } from '../../shared/index.ts'
import { docOf } from './document-content.ts'
import { takeAll } from './take-all.ts'

/** How many steps an update took, and what came of it. */
interface Counted {
  readonly steps: number
  readonly taken: Result<Taken, UpdateFault>
}

/** A room's document beside one of Yjs itself, which is given the same updates. */
export const documentPair = ({ gc = true } = {}) => {
  const told: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => told.push(update),
    onHeld: () => undefined,
    limits: DEFAULT_LIMITS,
  })
  document.gc = gc
  const doc = new Y.Doc({ gc })
  const apply = (update: Uint8Array): Counted => {
    const work = takeAll(document, update)
    for (let steps = 1; ; steps++) {
      const { done, value } = work.next()
      if (!done) continue
      if (value.ok) Y.applyUpdate(doc, update)
      return { steps, taken: value }
    }
  }
  /** What everybody has: the relay's document, one made of what it told, and what Yjs makes of it. */
  const views = (look: (doc: Y.Doc) => unknown): unknown[] => {
    const listener = new Y.Doc()
    for (const update of told) Y.applyUpdate(listener, update)
    return [docOf(document), listener, doc].map((each) => ({ sees: look(each), holds: holdings(each) }))
  }
  return { document, doc, told, apply, views }
}

/** What a document knows, and what of it is deleted. */
const holdings = (doc: Y.Doc) => {
  const deleted = Y.createDeleteSetFromStructStore(doc.store)
  return {
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([one], [other]) => one - other),
    deleted: [...deleted.clients].sort(([one], [other]) => one - other),
  }
}
