// A document is given the content of another one, by edits as a client makes them: what is the same stays as it is, with its ids.
import * as Y from 'yjs'
import { type Clock, systemClock } from '../base/clock.ts'
import type { Work } from '../base/turns.ts'
import { type Deletion, DeletionSteps, isLargeType } from '../document/deletion.ts'
import { Pace } from '../document/pace.ts'
import { align, type Step } from './alignment.ts'
import { ListEdit } from './list-edit.ts'
import {
  isOfText,
  isSameValue,
  isText,
  keysOf,
  PIECES,
  type Piece,
  piecesOf,
  type SharedType,
  textOf,
  valueIn,
  valuesOf,
} from './pieces.ts'

/** A document that is edited in transactions, by nobody else meanwhile. */
export interface Edited {
  edit<Value>(change: (doc: Y.Doc, transaction: Y.Transaction) => Value): Value
}

type TimeOfWork = Pick<Clock, 'monotonicMs'>

/** A document, and how much of it is changed in one transaction. */
interface Paced {
  readonly live: Edited
  readonly pace: Pace
}

/** A type, and the one whose content it gets. */
interface Pair {
  readonly live: SharedType
  readonly wanted: SharedType
}

/**
 * Gives a document the content of `wanted`, in steps that are transactions. Subdocuments are named again, and nothing is done to what is in them,
 * which is another document. What no client can write by Yjs's own methods, such as a list in a text, is left out.
 */
export function* restoring(live: Edited, wanted: Y.Doc, clock: TimeOfWork = systemClock): Work<void> {
  const pairs = [...rootPairs(live, wanted)]
  const paced: Paced = { live, pace: new Pace(clock) }
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    yield
    yield* restoreMap(paced, pair, pairs)
    yield* restoreList(paced, pair, pairs)
  }
}

const rootPairs = (live: Edited, wanted: Y.Doc): readonly Pair[] =>
  live.edit((doc) =>
    [...new Set([...doc.share.keys(), ...wanted.share.keys()])].map((name) => ({
      live: doc.get(name),
      wanted: wanted.get(name),
    })),
  )

/** Goes on with something in one transaction after the other, each as long as it is cheap; `step` says when it is done. */
function* transactions(
  { live: { edit }, pace }: Paced,
  step: (transaction: Y.Transaction, doc: Y.Doc) => boolean,
): Work<void> {
  const next = () =>
    edit((doc, transaction) => {
      pace.begin()
      return step(transaction, doc)
    })
  while (!next()) yield
  yield
}

function* remove(paced: Paced, deletions: readonly Deletion[]): Work<void> {
  if (deletions.length === 0) return
  let steps: DeletionSteps | null = null
  yield* transactions(paced, (transaction, doc) => {
    steps ??= new DeletionSteps(doc, deletions, paced.pace)
    return steps.step(transaction)
  })
}

/** A value to be set. */
interface Setting {
  readonly key: string
  readonly value: unknown
}

function* restoreMap(paced: Paced, { live, wanted }: Pair, pairs: Pair[]): Work<void> {
  const deletions: Deletion[] = []
  const settings: Setting[] = []
  let count = 0
  for (const key of keysOf(wanted, live)) {
    count += 1
    if (count % PIECES === 0) yield
    const [own, other] = [valueIn(live, key), valueIn(wanted, key)]
    const isSet = other !== undefined && (own === undefined || !isSameValue(own.value, other.value))
    if (isSet) settings.push({ key, value: other.value })
    else if (other !== undefined && own?.value instanceof Y.AbstractType)
      pairs.push({ live: own.value, wanted: other.value as SharedType })
    const item = live._map.get(key)
    // Yjs deletes what was there when a key is set, in one step.
    if (item !== undefined && !item.deleted && (isSet ? isLargeType(item) : other === undefined))
      deletions.push({ client: item.id.client, clock: item.id.clock, length: item.length })
  }
  yield* remove(paced, deletions)
  yield* setAll(paced, live, settings, pairs)
}

function* setAll(paced: Paced, live: SharedType, settings: readonly Setting[], pairs: Pair[]): Work<void> {
  if (settings.length === 0) return
  const { pace } = paced
  let index = 0
  yield* transactions(paced, (_transaction, { store }) => {
    for (let next = settings[index]; next !== undefined && !pace.isOver; next = settings[index]) {
      const { key, value } = next
      const before = live._map.get(key)
      if (before !== undefined) pace.changed(store.clients.get(before.id.client)?.length ?? 0)
      const fresh = freshOf(value)
      Y.Map.prototype.set.call(live, key, fresh)
      if (fresh instanceof Y.AbstractType) pairs.push({ live: fresh, wanted: value as SharedType })
      index += 1
    }
    return index === settings.length
  })
}

/** A value that can be put in; a type is an empty one, which gets its content later. */
const freshOf = (value: unknown): unknown => {
  if (value instanceof Y.AbstractType) return value._copy()
  if (!(value instanceof Y.Doc)) return value
  const { guid, meta, autoLoad, gc } = value
  return new Y.Doc({ guid, meta, autoLoad, gc })
}

function* restoreList(paced: Paced, { live, wanted }: Pair, pairs: Pair[]): Work<void> {
  const inText = (yield* isText(live)) || (yield* isText(wanted))
  const isIn = ({ content }: Piece) => !inText || isOfText(content) || content instanceof Y.ContentType
  const [before, after] = [yield* piecesOf(live), yield* piecesOf(wanted)]
  const steps = yield* align(before.filter(isIn), after.filter(isIn))
  // A text may hold values of a list, where both were made of one root.
  const deletions: Deletion[] = before.filter((piece) => !isIn(piece))
  if (yield* isChange(steps, pairs)) {
    const contentOf = (piece: Piece) => {
      const content = freshContent(piece, inText)
      if (content instanceof Y.ContentType)
        pairs.push({ live: content.type, wanted: (piece.content as Y.ContentType).type })
      return content
    }
    const edit = new ListEdit({ type: live, steps, isText: inText, contentOf }, paced.pace)
    yield* transactions(paced, (transaction) => edit.step(transaction))
    for (const deletion of edit.deletions) deletions.push(deletion)
  }
  yield* remove(paced, deletions)
}

/** Whether steps change anything but what is in the types that stay, which are added to `pairs`. */
function* isChange(steps: readonly Step[], pairs: Pair[]): Work<boolean> {
  let isChanged = false
  for (const [index, step] of steps.entries()) {
    if (index % PIECES === PIECES - 1) yield
    if (step.kind !== 'keep') {
      isChanged = true
      continue
    }
    const { before, after } = step
    isChanged ||= !isSameValue(before.attributes, after.attributes)
    if (before.content instanceof Y.ContentType && after.content instanceof Y.ContentType)
      pairs.push({ live: before.content.type, wanted: after.content.type })
  }
  return isChanged
}

/** Content with an id of its own; texts alone hold characters and embeds. */
const freshContent = (piece: Piece, inText: boolean): Y.Item['content'] => {
  const { content } = piece
  const text = textOf(piece)
  if (text !== null && inText) return new Y.ContentString(text)
  const values = valuesOf(piece).map(freshOf)
  const [first] = values
  if (content instanceof Y.ContentEmbed && inText) return new Y.ContentEmbed(first as object)
  if (content instanceof Y.ContentType) return new Y.ContentType(first as SharedType)
  if (content instanceof Y.ContentDoc) return new Y.ContentDoc(first as Y.Doc)
  return content instanceof Y.ContentBinary
    ? new Y.ContentBinary(first as Uint8Array)
    : new Y.ContentAny(values)
}
