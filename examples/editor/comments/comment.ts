// A comment as it stands in the document. Everyone who may write can write there, so each value is read as if a stranger wrote it.
import { type RelativePosition, relativePositionToJSON } from 'yjs'
import { cutGraphemes } from '../../common/page/graphemes.ts'
import type { Place } from '../content.ts'
import { readPosition } from '../positions.ts'

/** Where a comment stands: in which text, and between which two positions of it. */
export interface Anchor {
  readonly place: Place
  readonly from: RelativePosition
  readonly to: RelativePosition
}

/** The author as their page has written them: nobody vouches for it. */
export interface Author {
  /** For the colour, and to know one's own again: `id:` and a verified id, or `tab:` and an id of the tab. */
  readonly key: string
  readonly name: string
}

interface Said {
  readonly id: string
  readonly text: string
  readonly by: Author
  readonly atMs: number
}

/** A comment, and what was replied to it. */
export interface Thread extends Said {
  readonly anchor: Anchor
  /** The text as it was when it was commented on. */
  readonly quote: string
  /** The first reply first. */
  readonly replies: readonly Said[]
  readonly isResolved: boolean
}

/** So many characters a comment has at most. */
export const MOST_GRAPHEMES = 2_000

const QUOTE_GRAPHEMES = 120

/** More than a person reads; what is above that is not shown. */
const MOST_THREADS = 500
const MOST_REPLIES = 100

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most * 8

const readAuthor = (value: unknown): Author | null => {
  const { key, name } = Object(value)
  return isText(key, 40) && isText(name, 40) ? { key, name: cutGraphemes(name, 40) } : null
}

const readSaid = (id: string, value: unknown): Said | null => {
  const { text, by, atMs } = Object(value)
  const author = readAuthor(by)
  if (!isText(text, MOST_GRAPHEMES) || author === null || !Number.isSafeInteger(atMs)) return null
  return { id, text: cutGraphemes(text, MOST_GRAPHEMES), by: author, atMs }
}

const readAnchor = (value: unknown): Anchor | null => {
  const { place, from, to } = Object(value)
  const [start, end] = [readPosition(from), readPosition(to)]
  if ((place !== 'prose' && place !== 'code') || start === null || end === null) return null
  return { place, from: start, to: end }
}

const inTime = (a: Said, b: Said): number => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)

/** Keys of the map: a comment has its id, a reply is of one, and so is the mark that it is resolved. */
export const replyKey = (thread: string, id: string): string => `${thread}/${id}`
export const resolvedKey = (thread: string): string => `${thread}/resolved`

/** The comments of a map, the first one first. */
export const readThreads = (entries: Iterable<readonly [string, unknown]>): readonly Thread[] => {
  const values = new Map(entries)
  const repliesById = new Map<string, Said[]>()
  for (const [key, value] of values) {
    const at = key.indexOf('/')
    const reply = at < 0 || key.endsWith('/resolved') ? null : readSaid(key, value)
    if (reply === null) continue
    const thread = key.slice(0, at)
    repliesById.set(thread, [...(repliesById.get(thread) ?? []), reply])
  }
  return [...values]
    .flatMap(([id, value]): Thread[] => {
      const said = id.includes('/') ? null : readSaid(id, value)
      const anchor = readAnchor(Object(value).anchor)
      if (said === null || anchor === null) return []
      const { quote } = Object(value)
      return [
        {
          ...said,
          anchor,
          quote: typeof quote === 'string' ? quoteOf(quote) : '',
          replies: (repliesById.get(id) ?? []).toSorted(inTime).slice(0, MOST_REPLIES),
          isResolved: values.get(resolvedKey(id)) === true,
        },
      ]
    })
    .toSorted(inTime)
    .slice(0, MOST_THREADS)
}

/** A text in one line, as long as a list shows it. */
export const quoteOf = (text: string): string => {
  const line = text
    .slice(0, QUOTE_GRAPHEMES * 8)
    .replace(/\s+/g, ' ')
    .trim()
  const cut = cutGraphemes(line, QUOTE_GRAPHEMES)
  return cut === line ? line : `${cut}…`
}

/** An anchor as JSON. */
export const anchorToJson = ({ place, from, to }: Anchor): object => ({
  place,
  from: relativePositionToJSON(from),
  to: relativePositionToJSON(to),
})
