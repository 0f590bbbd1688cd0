import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'

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

export const PLAIN: Attributes = {}

/** So many items or pieces are looked at in one step. */
export const PIECES = 2_000

/** What is in the list of a type, in its order; nothing of what was deleted. */
export function* piecesOf(type: SharedType): Work<readonly Piece[]> {
  const pieces: Piece[] = []
  let attributes = PLAIN
  let count = 0
  for (let item = type._start; item !== null; item = item.right) {
    count += 1
    if (count % PIECES === 0) yield
    if (item.deleted) continue
    const { id, content, length } = item
    if (content instanceof Y.ContentFormat) attributes = formatted(attributes, content)
    else if (item.countable)
      pieces.push({ client: id.client, clock: id.clock, content, offset: 0, length, attributes })
  }
  return pieces
}

/** Attributes behind a mark of formatting. */
export const formatted = (before: Attributes, { key, value }: Y.ContentFormat): Attributes => {
  const { [key]: _, ...others } = before
  return value === null ? others : { ...others, [key]: value }
}

/** The characters of a piece; null where it has none. */
export const textOf = ({ content, offset, length }: Piece): string | null =>
  content instanceof Y.ContentString ? content.str.slice(offset, offset + length) : null

/** The values of a piece: types are themselves. */
export const valuesOf = ({ content, offset, length }: Piece): readonly unknown[] =>
  content.getContent().slice(offset, offset + length)

export const sliceOf = (piece: Piece, from: number, length: number): Piece => {
  if (length === piece.length) return piece
  const { client, clock, content, offset, attributes } = piece
  return { client, clock: clock + from, content, offset: offset + from, length, attributes }
}

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

const isSameKind = (one: SharedType, other: SharedType): boolean => kindOf(one) === kindOf(other)

/** The kind of a type, and the name of an element. */
export const kindOf = (type: SharedType): string => `${type.constructor.name} ${nameOf(type)}`

const nameOf = (type: SharedType): string => {
  if (type instanceof Y.XmlElement) return type.nodeName
  return type instanceof Y.XmlHook ? type.hookName : ''
}

/** Whether a type is a text. An update does not say what a root type is: one that holds characters is. */
export function* isText(type: SharedType): Work<boolean> {
  if (type.constructor !== Y.AbstractType) return type instanceof Y.Text
  let count = 0
  for (let item = type._start; item !== null; item = item.right) {
    if (isOfText(item.content)) return true
    count += 1
    if (count % PIECES === 0) yield
  }
  return false
}

export const isOfText = (content: Y.Item['content']): boolean =>
  content instanceof Y.ContentString ||
  content instanceof Y.ContentFormat ||
  content instanceof Y.ContentEmbed

/** The keys of both types; those of the second one may become more meanwhile. */
export function* keysOf({ _map: map }: SharedType, { _map: others }: SharedType): Iterable<string> {
  yield* map.keys()
  for (const key of others.keys()) if (!map.has(key)) yield key
}

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

  /** Takes all units up to there, which may be many. */
  *upTo(end: number): Work<Piece[]> {
    const pieces: Piece[] = []
    for (let piece = this.next(end - this.at); piece !== null; piece = this.next(end - this.at)) {
      pieces.push(piece)
      if (pieces.length % PIECES === 0) yield
    }
    return pieces
  }
}
