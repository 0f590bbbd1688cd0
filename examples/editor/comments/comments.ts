import type { ReadonlyStore, Room } from 'homeroom/client'
import { randomId } from '../../common/page/random-id.ts'
import { createValue } from '../../common/page/value.ts'
import { partsOf } from '../content.ts'
import {
  type Anchor,
  type Author,
  anchorToJson,
  quoteOf,
  readThreads,
  replyKey,
  resolvedKey,
  type Thread,
} from './comment.ts'

/** The comments of a room's document. */
export interface Comments {
  /** The first one first. */
  readonly threads: ReadonlyStore<readonly Thread[]>
  /** Gives the id of the new one. */
  add(anchor: Anchor, quote: string, text: string, by: Author): string
  reply(thread: string, text: string, by: Author): void
  resolve(thread: string, isResolved: boolean): void
  /** Takes it away with its replies. */
  remove(thread: string): void
  /** Puts a comment where its text has moved to. */
  move(thread: string, anchor: Anchor): void
  stop(): void
}

/**
 * Comments are keys of a map, each a plain value: two people who reply at the same moment write two keys, and nobody's
 * words are lost.
 */
export const createComments = ({ doc, serverMs }: Pick<Room, 'doc' | 'serverMs'>): Comments => {
  const { comments: map } = partsOf(doc)
  const threads = createValue(readThreads(map.entries()))
  const read = () => threads.set(readThreads(map.entries()))
  map.observe(read)
  const said = (text: string, by: Author) => ({ text: text.trim(), by, atMs: Math.round(serverMs()) })

  return {
    threads,
    add(anchor, quote, text, by) {
      const id = randomId()
      map.set(id, { ...said(text, by), anchor: anchorToJson(anchor), quote: quoteOf(quote) })
      return id
    },
    reply(thread, text, by) {
      map.set(replyKey(thread, randomId()), said(text, by))
    },
    resolve(thread, isResolved) {
      if (isResolved) map.set(resolvedKey(thread), true)
      else map.delete(resolvedKey(thread))
    },
    remove(thread) {
      doc.transact(() => {
        for (const key of [...map.keys()]) if (key === thread || key.startsWith(`${thread}/`)) map.delete(key)
      })
    },
    move(thread, anchor) {
      const value = map.get(thread)
      if (value !== undefined) map.set(thread, { ...Object(value), anchor: anchorToJson(anchor) })
    },
    stop: () => map.unobserve(read),
  }
}
