import * as Y from 'yjs'

/**
 * What Yjs joins to one struct, at most; what comes together is joined together. A text that was joined is copied as a whole when
 * its end is written as an update: no more than a slice of an update has, so that a large paste is not joined at all.
 */
const JOINED_CHARS = 64 * 1024
const JOINED_VALUES = 16 * 1024

/**
 * Yjs joins what one client writes on and on to one struct, and copies all of it to do so, and again to divide it. What is
 * large already stays as it is: `next` begins another struct.
 */
export const limitJoin = (last: Y.Item | Y.GC | undefined, next: Y.Item): void => {
  if (!(last instanceof Y.Item)) return
  const { content } = last
  const isLarge =
    content instanceof Y.ContentString
      ? !isJoined(content, next.length)
      : isValues(content) && content.arr.length + next.length > JOINED_VALUES
  if (isLarge) content.mergeWith = isNeverJoined
}

/** Whether so many more characters are joined to a text. */
export const isJoined = ({ str }: Y.ContentString, more: number): boolean => str.length + more <= JOINED_CHARS

const isNeverJoined = () => false

const isValues = (content: Y.Item['content']): content is Y.ContentAny | Y.ContentJSON =>
  content instanceof Y.ContentAny || content instanceof Y.ContentJSON
