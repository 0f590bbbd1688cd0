import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'

/** A shared type of Yjs, of whatever kind. */
export type SharedType = Y.ContentType['type']

export type Attributes = Readonly<Record<string, unknown>>

/** Something of one item in the list of a type: characters, values, one type or one document. */
export interface Piece {
  readonly client: number
  /** Of the first unit of it. */
  readonly clock: number
  readonly content: Y.Item['content']
  /** Where it begins in the content. */
  readonly offset: number
  /** Its units: those by which Yjs counts. */
  readonly length: number
  /** How it is formatted, in a text. */
  readonly attributes: Attributes
}

const PLAIN: Attributes = {}

/** What is in the list of a type, in its order; nothing of what was deleted. */
export const piecesOf = (type: SharedType): readonly Piece[] => {
  const pieces: Piece[] = []
  let attributes = PLAIN
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { id, content, length } = item
    if (content instanceof Y.ContentFormat) attributes = formatted(attributes, content)
    else if (item.countable) pieces.push({ ...id, content, offset: 0, length, attributes })
  }
  return pieces
}

const formatted = (before: Attributes, { key, value }: Y.ContentFormat): Attributes => {
  const { [key]: _, ...others } = before
  return value === null ? others : { ...others, [key]: value }
}

/** The characters of a piece; null where it has none. */
export const textOf = ({ content, offset, length }: Piece): string | null =>
  content instanceof Y.ContentString ? content.str.slice(offset, offset + length) : null

/** The values of a piece: types are themselves. */
export const valuesOf = ({ content, offset, length }: Piece): readonly unknown[] =>
  content.getContent().slice(offset, offset + length)

export const sliceOf = (piece: Piece, from: number, length: number): Piece => ({
  ...piece,
  clock: piece.clock + from,
  offset: piece.offset + from,
  length,
})

/** Whether two pieces of one length hold the same; types are the same where they are of one kind, whatever is in them. */
export const isSame = (one: Piece, other: Piece): boolean => {
  const [text, otherText] = [textOf(one), textOf(other)]
  if (text !== null || otherText !== null) return text === otherText
  if (one.content.constructor !== other.content.constructor) return false
  const others = valuesOf(other)
  return valuesOf(one).every((value, index) => isSameValue(value, others[index]))
}

export const isSameValue = (one: unknown, other: unknown): boolean => {
  if (one instanceof Y.AbstractType) return other instanceof Y.AbstractType && isSameKind(one, other)
  if (one instanceof Y.Doc) return other instanceof Y.Doc && one.guid === other.guid
  return !(other instanceof Y.AbstractType || other instanceof Y.Doc) && equalityDeep(one, other)
}

/** Whether two types are of one kind, and elements have one name. */
export const isSameKind = (one: SharedType, other: SharedType): boolean =>
  one.constructor === other.constructor && nameOf(one) === nameOf(other)

const nameOf = (type: SharedType): string | null => {
  if (type instanceof Y.XmlElement) return type.nodeName
  return type instanceof Y.XmlHook ? type.hookName : null
}

/** Whether a type is a text. An update does not say what a root type is: one that holds characters is. */
export const isText = (type: SharedType): boolean => {
  if (type instanceof Y.Text) return true
  for (let item = type._start; item !== null; item = item.right) if (isOfText(item.content)) return true
  return false
}

export const isOfText = (content: Y.Item['content']): boolean =>
  content instanceof Y.ContentString ||
  content instanceof Y.ContentFormat ||
  content instanceof Y.ContentEmbed

/** The value of a key; a type is itself. */
export const valueIn = (type: SharedType, key: string): { readonly value: unknown } | undefined => {
  const item = type._map.get(key)
  return item === undefined || item.deleted ? undefined : { value: item.content.getContent().at(-1) }
}

/** What changes formatting to another one. */
export const formattingOf = (before: Attributes, after: Attributes): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => !equalityDeep(before[key], after[key]))
      .map((key) => [key, after[key] ?? null]),
  )

/** Takes pieces from the front of a list. */
export class Cursor {
  readonly #pieces: readonly Piece[]
  #index = 0
  #taken = 0
  /** How many units were taken. */
  at = 0

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  /** Units of the item that is next. */
  get leftOfPiece(): number {
    return (this.#pieces[this.#index]?.length ?? 0) - this.#taken
  }

  /** The next units, at least one and at most so many, of one item; null at the end. */
  next(most: number): Piece | null {
    const piece = this.#pieces[this.#index]
    if (piece === undefined || most <= 0) return null
    const length = Math.min(most, piece.length - this.#taken)
    const taken = sliceOf(piece, this.#taken, length)
    this.#taken += length
    this.at += length
    if (this.#taken === piece.length) {
      this.#index += 1
      this.#taken = 0
    }
    return taken
  }

  /** All units up to there. */
  *upTo(end: number): Iterable<Piece> {
    for (let piece = this.next(end - this.at); piece !== null; piece = this.next(end - this.at)) yield piece
  }
}
