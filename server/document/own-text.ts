import { deserialize, serialize } from 'node:v8'
import * as Y from 'yjs'

/** Shorter text is not worth it: a struct takes as much. */
const LONG_TEXT = 256

/**
 * Gives each half of a text that was divided memory of its own. In V8 both would be views of the whole, which stays for as long
 * as either is there: a few characters can hold megabytes, and each time that a long text is joined and divided again, once more.
 */
export const ownTexts = ({ content, left }: Y.Item): void => {
  if (!(content instanceof Y.ContentString) || !(left?.content instanceof Y.ContentString)) return
  if (left.content.str.length + content.str.length < LONG_TEXT) return
  for (const half of [content, left.content]) half.str = copyOf(half.str)
}

/** The same characters in one piece of memory. */
export const copyOf = (text: string): string => deserialize(serialize(text))
