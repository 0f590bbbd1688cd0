// The parts of a room's document that are a text, its code and the comments on both.
import type { Room } from 'homeroom/client'
import type { Text, XmlFragment, Map as YMap } from 'yjs'

/** The two editors of a page: rich text, and code. */
export type Place = 'prose' | 'code'

/** A class has its notes and its board in the same document: none of them has one of these names. */
export const partsOf = (
  doc: Room['doc'],
): {
  readonly prose: XmlFragment
  readonly code: Text
  readonly comments: YMap<unknown>
  readonly settings: YMap<unknown>
  /** Those that stand in the rich text. */
  readonly pictures: YMap<unknown>
} => ({
  prose: doc.getXmlFragment('prose'),
  code: doc.getText('code'),
  comments: doc.getMap('comments'),
  settings: doc.getMap('code-settings'),
  pictures: doc.getMap('prose-files'),
})
