// A document is given the content of another one, by edits as a client makes them: what is the same stays as it is, with its ids.
import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { align, type Step } from './alignment.ts'
import {
  formattingOf,
  isOfText,
  isSameValue,
  isText,
  type Piece,
  piecesOf,
  type SharedType,
  textOf,
  valueIn,
  valuesOf,
} from './pieces.ts'

/** A document that is edited in transactions. */
export interface Edited {
  edit<Value>(change: (doc: Y.Doc) => Value): Value
}

/** A type, and the one whose content it gets. */
interface Pair {
  readonly live: SharedType
  readonly wanted: SharedType
}

/** So many changes are made in one transaction. */
const CHANGES = 500

/**
 * Gives a document the content of `wanted`, in steps that are transactions. Subdocuments are named again, and nothing is done to what is in them,
 * which is another document. What no client can write by Yjs's own methods, such as a list in a text, is left out.
 */
export function* restoring(live: Edited, wanted: Y.Doc): Work<void> {
  const pairs = [...rootPairs(live, wanted)]
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    yield
    for (const inner of yield* restoreMap(live, pair)) pairs.push(inner)
    for (const inner of yield* restoreList(live, pair)) pairs.push(inner)
  }
}

/** An update does not say what a root type is: one that holds characters in either document is a text. */
const rootPairs = (live: Edited, wanted: Y.Doc): readonly Pair[] =>
  live.edit((doc) =>
    [...new Set([...doc.share.keys(), ...wanted.share.keys()])].map((name) => {
      const [own, other] = [doc.get(name), wanted.get(name)]
      return { live: isText(own) || isText(other) ? doc.getText(name) : own, wanted: other }
    }),
  )

/** Types of all kinds have a list and a map in them; these are Yjs's own ways to change them. */
const listOf = (type: SharedType) => ({
  insert: (at: number, values: unknown[]) => Y.Array.prototype.insert.call(type, at, values),
  remove: (at: number, length: number) => Y.Array.prototype.delete.call(type, at, length),
})

const mapOf = (type: SharedType) => ({
  set: (key: string, value: unknown) => Y.Map.prototype.set.call(type, key, value),
  remove: (key: string) => Y.Map.prototype.delete.call(type, key),
})

function* restoreMap({ edit }: Edited, { live, wanted }: Pair): Work<readonly Pair[]> {
  const pairs: Pair[] = []
  const keys = new Set([...live._map.keys(), ...wanted._map.keys()])
  for (const some of chunksOf([...keys])) {
    edit(() => {
      for (const key of some) {
        const [own, other] = [valueIn(live, key), valueIn(wanted, key)]
        if (other === undefined) {
          if (own !== undefined) mapOf(live).remove(key)
        } else if (own === undefined || !isSameValue(own.value, other.value)) {
          const fresh = freshOf(other.value)
          mapOf(live).set(key, fresh.value)
          if (fresh.pair !== null) pairs.push(fresh.pair)
        } else if (own.value instanceof Y.AbstractType)
          pairs.push({ live: own.value, wanted: other.value as SharedType })
      }
    })
    yield
  }
  return pairs
}

function* chunksOf<Value>(all: readonly Value[]): Iterable<readonly Value[]> {
  for (let from = 0; from < all.length; from += CHANGES) yield all.slice(from, from + CHANGES)
}

/** A value that can be put in; a type is an empty one, which gets its content later. */
const freshOf = (value: unknown): { readonly value: unknown; readonly pair: Pair | null } => {
  if (value instanceof Y.AbstractType) {
    const live = value._copy() as SharedType
    return { value: live, pair: { live, wanted: value } }
  }
  if (value instanceof Y.Doc) {
    const { guid, meta, autoLoad, gc } = value
    return { value: new Y.Doc({ guid, meta, autoLoad, gc }), pair: null }
  }
  return { value, pair: null }
}

function* restoreList(live: Edited, { live: own, wanted }: Pair): Work<readonly Pair[]> {
  const inText = own instanceof Y.Text
  const isIn = ({ content }: Piece) => !inText || isOfText(content) || content instanceof Y.ContentType
  if (inText) live.edit(() => removeOthers(own))
  const steps = yield* align(piecesOf(own), piecesOf(wanted).filter(isIn))
  const placed = placedSteps(steps)
  const pairs = steps.flatMap((step) => (step.kind === 'keep' ? pairOf(step.before, step.after) : []))
  const change = inText ? changeText : changeList
  // From the end: so the places of those that are left stay as they are.
  for (let end = placed.length; end > 0; end -= CHANGES) {
    const some = placed.slice(Math.max(0, end - CHANGES), end)
    for (const pair of live.edit(() => change(own, some))) pairs.push(pair)
    yield
  }
  return pairs
}

const pairOf = ({ content }: Piece, { content: wanted }: Piece): readonly Pair[] =>
  content instanceof Y.ContentType && wanted instanceof Y.ContentType
    ? [{ live: content.type, wanted: wanted.type }]
    : []

/** A text may hold values of a list, where both were made of one root: Yjs's texts do not take these away. */
const removeOthers = (text: Y.Text): void => {
  let at = 0
  for (const { content, length } of piecesOf(text)) {
    if (isOfText(content) || content instanceof Y.ContentType) at += length
    else listOf(text).remove(at, length)
  }
}

interface PlacedStep {
  readonly step: Step
  /** Units of the list that come before it, as the list is before any of the changes. */
  readonly at: number
}

/** The steps that change something. */
const placedSteps = (steps: readonly Step[]): readonly PlacedStep[] => {
  const placed: PlacedStep[] = []
  let at = 0
  for (const step of steps) {
    const isChange = step.kind !== 'keep' || !isSameValue(step.before.attributes, step.after.attributes)
    if (isChange) placed.push({ step, at })
    if (step.kind !== 'add') at += step.before.length
  }
  return placed
}

const changeList = (list: SharedType, placed: readonly PlacedStep[]): readonly Pair[] => {
  const pairs: Pair[] = []
  for (const { step, at } of placed.toReversed()) {
    if (step.kind === 'remove') listOf(list).remove(at, step.before.length)
    else if (step.kind === 'add') {
      const fresh = valuesOf(step.after).map(freshOf)
      listOf(list).insert(
        at,
        fresh.map(({ value }) => listable(value)),
      )
      for (const { pair } of fresh) if (pair !== null) pairs.push(pair)
    }
  }
  return pairs
}

/** Yjs puts none of these into a list by themselves. */
const listable = (value: unknown): unknown => {
  if (value === undefined) return null
  return typeof value === 'bigint' ? Number(value) : value
}

type Delta = Parameters<Y.Text['applyDelta']>[0]

const changeText = (text: SharedType, placed: readonly PlacedStep[]): readonly Pair[] => {
  const pairs: Pair[] = []
  const delta: Delta = []
  let done = 0
  for (const { step, at } of placed) {
    if (at > done) delta.push({ retain: at - done })
    done = at
    if (step.kind === 'add') {
      const { value, pair } = insertOf(step.after)
      // Yjs changes the attributes that it is given.
      delta.push({ insert: value, attributes: { ...step.after.attributes } })
      if (pair !== null) pairs.push(pair)
      continue
    }
    const { length } = step.before
    done += length
    if (step.kind === 'remove') delta.push({ delete: length })
    else
      delta.push({ retain: length, attributes: formattingOf(step.before.attributes, step.after.attributes) })
  }
  ;(text as Y.Text).applyDelta(delta)
  return pairs
}

const insertOf = (piece: Piece) => {
  const text = textOf(piece)
  return text === null ? freshOf(valuesOf(piece)[0]) : { value: text, pair: null }
}
