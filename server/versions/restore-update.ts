import type * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { Document } from '../document/document.ts'
import { joinedUpdate } from '../document/joined-update.ts'
import { restoring } from './restore.ts'

const NO_LIMITS = {
  document: Number.POSITIVE_INFINITY,
  structs: Number.POSITIVE_INFINITY,
  pending: Number.POSITIVE_INFINITY,
}

/** Document and all, for reading: nobody is told of it, and it keeps nothing that is deleted. */
export function* readDocument<Value>(
  update: Uint8Array,
  use: (doc: Y.Doc, document: Document) => Work<Value>,
  onUpdate: (update: Uint8Array) => void = () => undefined,
): Work<Value> {
  const document = new Document({ onUpdate, onHeld: () => undefined, limits: NO_LIMITS })
  try {
    yield* document.load([update])
    return yield* use(
      document.edit((doc) => doc, null),
      document,
    )
  } finally {
    document.close()
  }
}

/** The work on the update that gives a document the content of `wanted`; null where it has that already. */
export function* restoreUpdate(live: Uint8Array, wanted: Uint8Array): Work<Uint8Array | null> {
  const changes: Uint8Array[] = []
  return yield* readDocument(wanted, function* (wantedDoc) {
    return yield* readDocument(
      live,
      function* (_doc, copy) {
        changes.length = 0
        const vector = copy.stateVector()
        // Local: Yjs takes another clientID after each transaction of anybody else in which its own has written.
        yield* restoring({ edit: (change) => copy.edit(change, null, true) }, wantedDoc)
        if (changes.length === 0) return null
        return yield* joinedUpdate(changes, { whole: null, difference: () => copy.since(vector) })
      },
      (change) => changes.push(change),
    )
  })
}
