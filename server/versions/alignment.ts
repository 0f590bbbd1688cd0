import { diffArrays } from 'diff'
import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { Cursor, isSame, isSameKind, isSameValue, type Piece, sliceOf, textOf, valuesOf } from './pieces.ts'

/** What makes one list of another: from left to right, what stays, goes and comes. What stays may be formatted otherwise. */
export type Step =
  | { readonly kind: 'keep'; readonly before: Piece; readonly after: Piece }
  | { readonly kind: 'remove'; readonly before: Piece }
  | { readonly kind: 'add'; readonly after: Piece }

/** Units that are the same in both lists. */
interface Match {
  readonly before: number
  readonly after: number
  readonly length: number
}

/** So many pieces are looked at in one turn. */
const PIECES = 5_000

/** Where more than this is to be compared, or more is different, it is replaced as a whole. */
const COMPARED_UNITS = 50_000
const MOST_EDITS = 500

/**
 * How two lists go together. Two states of one document have the ids of items in common, in the same order. What lies between these is
 * compared by its values: an item that was deleted and written again has another id.
 */
export function* align(before: readonly Piece[], after: readonly Piece[]): Work<readonly Step[]> {
  const steps: Step[] = []
  const [left, right] = [new Cursor(before), new Cursor(after)]
  let count = 0
  for (const match of yield* matchesById(before, after)) {
    for (const step of between([...left.upTo(match.before)], [...right.upTo(match.after)])) steps.push(step)
    for (const step of kept(left, right, match.length)) steps.push(step)
    count += 1
    if (count % PIECES === 0) yield
  }
  const ends = [left, right].map((cursor) => [...cursor.upTo(Number.POSITIVE_INFINITY)])
  for (const step of between(ends[0] ?? [], ends[1] ?? [])) steps.push(step)
  return steps
}

interface Placed {
  readonly piece: Piece
  /** Units before it. */
  readonly at: number
}

/** Pieces of one client, by their clocks. */
const byClient = (pieces: readonly Piece[]): ReadonlyMap<number, readonly Placed[]> => {
  let at = 0
  const placed = pieces.map((piece) => {
    at += piece.length
    return { piece, at: at - piece.length }
  })
  const byClient = Map.groupBy(placed, ({ piece }) => piece.client)
  for (const ofClient of byClient.values()) ofClient.sort((one, other) => one.piece.clock - other.piece.clock)
  return byClient
}

/** An id says that it is the same only where the content is: a document that was put in may have used ids again. */
function* matchesById(before: readonly Piece[], after: readonly Piece[]): Work<readonly Match[]> {
  const placedByClient = byClient(after)
  const matches: Match[] = []
  let [at, endAfter] = [0, 0]
  for (const [index, piece] of before.entries()) {
    if (index % PIECES === PIECES - 1) yield
    for (const { piece: other, at: otherAt } of overlapping(placedByClient.get(piece.client) ?? [], piece)) {
      const clock = Math.max(piece.clock, other.clock)
      const length = Math.min(piece.clock + piece.length, other.clock + other.length) - clock
      const match = { before: at + clock - piece.clock, after: otherAt + clock - other.clock, length }
      const isInOrder = match.after >= endAfter
      const sliced = [piece, other].map((one) => sliceOf(one, clock - one.clock, length)) as [Piece, Piece]
      if (!isInOrder || !isSame(...sliced)) continue
      matches.push(match)
      endAfter = match.after + length
    }
    at += piece.length
  }
  return matches
}

function* overlapping(placed: readonly Placed[], { clock, length }: Piece): Iterable<Placed> {
  let [low, high] = [0, placed.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const { piece } = placed[middle] as Placed
    if (piece.clock + piece.length <= clock) low = middle + 1
    else high = middle
  }
  for (let one = placed[low]; one !== undefined && one.piece.clock < clock + length; one = placed[low]) {
    yield one
    low += 1
  }
}

/** What is compared by its value: a word, a space, a sign, or a value that is no text. */
interface Token {
  readonly value: unknown
  readonly length: number
}

const WORDS = /[\p{L}\p{N}\p{M}]+|\s+|./gsu

const tokensOf = (pieces: readonly Piece[]): Token[] => {
  const tokens: Token[] = []
  let text = ''
  const endText = () => {
    for (const [word] of text.matchAll(WORDS)) tokens.push({ value: word, length: word.length })
    text = ''
  }
  for (const piece of pieces) {
    const ofPiece = textOf(piece)
    if (ofPiece !== null) text += ofPiece
    else {
      endText()
      for (const value of valuesOf(piece)) tokens.push({ value, length: 1 })
    }
  }
  endText()
  return tokens
}

const isSameToken = (one: Token, other: Token): boolean => {
  if (one.length !== other.length || !isSameValue(one.value, other.value)) return false
  return !(one.value instanceof Y.AbstractType) || shown(one.value) === shown(other.value)
}

/** What is in a type, about: what is not told apart by it is made the same afterwards. */
const shown = (type: unknown): string => JSON.stringify((type as Y.AbstractType<unknown>).toJSON()) ?? ''

const unitsIn = (all: readonly { readonly length: number }[]): number =>
  all.reduce((sum, { length }) => sum + length, 0)

/** Steps between what has the same ids. */
const between = (before: readonly Piece[], after: readonly Piece[]): readonly Step[] => {
  const sizes = [before, after].map(unitsIn)
  const isCompared = sizes.every((size) => size > 0 && size <= COMPARED_UNITS)
  const changes = isCompared
    ? diffArrays(tokensOf(before), tokensOf(after), { comparator: isSameToken, maxEditLength: MOST_EDITS })
    : undefined
  const steps: Step[] = []
  const [left, right] = [new Cursor(before), new Cursor(after)]
  let [removed, added]: [Piece[], Piece[]] = [[], []]
  const replace = () => {
    for (const step of replaced(removed, added)) steps.push(step)
    ;[removed, added] = [[], []]
  }
  for (const { value, added: isAdded, removed: isRemoved } of changes ?? []) {
    const length = unitsIn(value)
    if (isRemoved) removed.push(...left.upTo(left.at + length))
    else if (isAdded) added.push(...right.upTo(right.at + length))
    else {
      replace()
      for (const step of kept(left, right, length)) steps.push(step)
    }
  }
  for (const piece of left.upTo(Number.POSITIVE_INFINITY)) removed.push(piece)
  for (const piece of right.upTo(Number.POSITIVE_INFINITY)) added.push(piece)
  replace()
  return steps
}

/** What goes and what comes in its place; a type stays where one of its kind comes, and gets what is in that. */
const replaced = (removed: readonly Piece[], added: readonly Piece[]): readonly Step[] => {
  const steps: Step[] = []
  let from = 0
  for (const before of removed) {
    const at = added.findIndex((after, index) => index >= from && isTypeOfKind(after, before))
    if (at === -1) steps.push({ kind: 'remove', before })
    else {
      for (const after of added.slice(from, at)) steps.push({ kind: 'add', after })
      steps.push({ kind: 'keep', before, after: added[at] as Piece })
      from = at + 1
    }
  }
  for (const after of added.slice(from)) steps.push({ kind: 'add', after })
  return steps
}

const isTypeOfKind = ({ content }: Piece, { content: other }: Piece): boolean =>
  content instanceof Y.ContentType && other instanceof Y.ContentType && isSameKind(content.type, other.type)

/** Units that are the same on both sides, in pieces of one item on each side. */
function* kept(left: Cursor, right: Cursor, length: number): Iterable<Step> {
  const end = left.at + length
  while (left.at < end) {
    const most = Math.min(end - left.at, left.leftOfPiece, right.leftOfPiece)
    const [before, after] = [left.next(most), right.next(most)]
    if (before === null || after === null) throw new Error('lists and their matches do not fit')
    yield { kind: 'keep', before, after }
  }
}
