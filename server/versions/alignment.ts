import { diffArrays } from 'diff'
import * as Y from 'yjs'
import { sorted } from '../base/sorted.ts'
import type { Work } from '../base/turns.ts'
import { countIn } from '../document/deletion.ts'
import {
  Cursor,
  isSame,
  isSameValue,
  kindOf,
  PIECES,
  type Piece,
  type SharedType,
  sliceOf,
  textOf,
  valuesOf,
} from './pieces.ts'

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

/** Where more than this is to be compared, or more is different, it is replaced as a whole. */
const COMPARED_UNITS = 50_000
const MOST_EDITS = 350

/** They are compared in one step, so often at most: it takes about 10 ms. */
const MOST_COMPARISONS = 250_000

/** Types that are not large are compared by what is in them, others by their kind alone. */
const LARGE_TYPE = 1_000

/**
 * How two lists go together. Two states of one document have the ids of items in common, in the same order. What lies between these is
 * compared by its values: an item that was deleted and written again has another id.
 */
export function* align(before: readonly Piece[], after: readonly Piece[]): Work<readonly Step[]> {
  const steps: Step[] = []
  const [left, right] = [new Cursor(before), new Cursor(after)]
  let count = 0
  for (const match of yield* matchesById(before, after)) {
    if (left.at < match.before || right.at < match.after) {
      const [removed, added] = [yield* left.upTo(match.before), yield* right.upTo(match.after)]
      yield* between(removed, added, steps)
    }
    for (const step of kept(left, right, match.length)) steps.push(step)
    count += 1
    if (count % PIECES === 0) yield
  }
  const [removed, added] = [yield* left.upTo(END), yield* right.upTo(END)]
  yield* between(removed, added, steps)
  return steps
}

const END = Number.POSITIVE_INFINITY

interface Placed {
  readonly piece: Piece
  /** Units before it. */
  readonly at: number
}

/** Pieces of one client, by their clocks. */
function* byClient(pieces: readonly Piece[]): Work<ReadonlyMap<number, readonly Placed[]>> {
  const placedByClient = new Map<number, Placed[]>()
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    if (index % PIECES === PIECES - 1) yield
    const ofClient = placedByClient.get(piece.client)
    if (ofClient === undefined) placedByClient.set(piece.client, [{ piece, at }])
    else ofClient.push({ piece, at })
    at += piece.length
  }
  for (const [client, ofClient] of placedByClient)
    placedByClient.set(client, yield* sorted(ofClient, (one, other) => one.piece.clock - other.piece.clock))
  return placedByClient
}

/** An id says that it is the same only where the content is: a document that was put in may have used ids again. */
function* matchesById(before: readonly Piece[], after: readonly Piece[]): Work<readonly Match[]> {
  const placedByClient = yield* byClient(after)
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
  /** Of a type its kind. */
  readonly kind: string
  /** Of a type what is in it. */
  readonly value: unknown
  readonly length: number
}

const WORDS = /[\p{L}\p{N}\p{M}]+|\s+|./gsu

function* tokensOf(pieces: readonly Piece[]): Work<Token[]> {
  const tokens: Token[] = []
  let text = ''
  let looked = 0
  const endText = () => {
    for (const [word] of text.matchAll(WORDS)) tokens.push({ kind: 'text', value: word, length: word.length })
    text = ''
  }
  for (const piece of pieces) {
    const ofPiece = textOf(piece)
    if (ofPiece !== null) text += ofPiece
    else {
      endText()
      for (const value of valuesOf(piece)) {
        const count = value instanceof Y.AbstractType ? countIn(value, LARGE_TYPE) : 0
        tokens.push(value instanceof Y.AbstractType ? typeToken(value, count) : { ...OF_VALUE, value })
        looked += count + 1
        if (looked < PIECES) continue
        looked = 0
        yield
      }
    }
  }
  endText()
  return tokens
}

const OF_VALUE = { kind: 'value', length: 1 }

/** What is in it, about: what is not told apart by it is made the same afterwards. */
const typeToken = (type: SharedType, count: number): Token => ({
  kind: kindOf(type),
  value: count < LARGE_TYPE ? JSON.stringify(type.toJSON()) : null,
  length: 1,
})

const isSameToken = (one: Token, other: Token): boolean =>
  one.length === other.length && one.kind === other.kind && isSameValue(one.value, other.value)

/** How the values of two lists go together; undefined where they are too long or too different to be compared. */
function* changesOf(before: readonly Piece[], after: readonly Piece[]) {
  const sizes = [before, after].map(unitsIn)
  if (!sizes.every((size) => size > 0 && size <= COMPARED_UNITS)) return undefined
  const [left, right] = [yield* tokensOf(before), yield* tokensOf(after)]
  yield
  let count = 0
  const comparator = (one: Token, other: Token) => {
    count += 1
    // Then nothing is the same any more, and the most edits are soon reached.
    return count <= MOST_COMPARISONS && isSameToken(one, other)
  }
  const changes = diffArrays(left, right, { comparator, maxEditLength: MOST_EDITS })
  yield
  return count <= MOST_COMPARISONS ? changes : undefined
}

const unitsIn = (all: readonly { readonly length: number }[]): number =>
  all.reduce((sum, { length }) => sum + length, 0)

/** Adds the steps between what has the same ids. */
function* between(before: readonly Piece[], after: readonly Piece[], steps: Step[]): Work<void> {
  const [left, right] = [new Cursor(before), new Cursor(after)]
  let [removed, added]: [Piece[], Piece[]] = [[], []]
  for (const { value, added: isAdded, removed: isRemoved } of (yield* changesOf(before, after)) ?? []) {
    const length = unitsIn(value)
    if (isRemoved) removed = removed.concat(yield* left.upTo(left.at + length))
    else if (isAdded) added = added.concat(yield* right.upTo(right.at + length))
    else {
      yield* replace(removed, added, steps)
      ;[removed, added] = [[], []]
      for (const step of kept(left, right, length)) steps.push(step)
    }
  }
  yield* replace(removed.concat(yield* left.upTo(END)), added.concat(yield* right.upTo(END)), steps)
}

/** Adds what goes and what comes in its place; a type stays where one of its kind comes, and gets what is in that. */
function* replace(removed: readonly Piece[], added: readonly Piece[], steps: Step[]): Work<void> {
  const places = placesByKind(added)
  let from = 0
  for (const [index, before] of removed.entries()) {
    if (index % PIECES === PIECES - 1) yield
    const at = placeOf(before, places, from)
    if (at === undefined) steps.push({ kind: 'remove', before })
    else {
      for (; from < at; from++) steps.push({ kind: 'add', after: added[from] as Piece })
      steps.push({ kind: 'keep', before, after: added[at] as Piece })
      from = at + 1
    }
  }
  for (; from < added.length; from++) {
    if (from % PIECES === PIECES - 1) yield
    steps.push({ kind: 'add', after: added[from] as Piece })
  }
}

/** Where types of a kind are, the last one first. */
const placesByKind = (pieces: readonly Piece[]): ReadonlyMap<string, number[]> => {
  const places = new Map<string, number[]>()
  for (let index = pieces.length - 1; index >= 0; index--) {
    const content = pieces[index]?.content
    if (!(content instanceof Y.ContentType)) continue
    const kind = kindOf(content.type)
    const ofKind = places.get(kind)
    if (ofKind === undefined) places.set(kind, [index])
    else ofKind.push(index)
  }
  return places
}

/** The first place, from there on, of a type of the kind of `piece`. */
const placeOf = (
  { content }: Piece,
  places: ReadonlyMap<string, number[]>,
  from: number,
): number | undefined => {
  if (!(content instanceof Y.ContentType)) return undefined
  const ofKind = places.get(kindOf(content.type)) ?? []
  while ((ofKind.at(-1) ?? from) < from) ofKind.pop()
  return ofKind.at(-1)
}

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
