import * as Y from 'yjs'
import { finish } from '../../server/base/turns.ts'
import type { Document } from '../../server/document/document.ts'

const NOTHING_KNOWN = Uint8Array.of(0)

/** A copy of a room's document as a newcomer has it: without what waits in it. */
export const docOf = (document: Document): Y.Doc => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, finish(document.since(NOTHING_KNOWN)))
  return doc
}

/** What stands in the text that tests write to. */
export const textIn = (document: Document): string => docOf(document).getText('text').toString()
