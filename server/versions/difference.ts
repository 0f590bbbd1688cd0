// What was added and taken away between two states of a document, as plain values.
import * as Y from 'yjs'
import { joined } from '../base/joined.ts'
import { sorted } from '../base/sorted.ts'
import type { Work } from '../base/turns.ts'
import { jsonOf } from '../document/json-pieces.ts'
import { align, type Step } from './alignment.ts'
import {
  formattingOf,
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
import { readDocument } from './restore-update.ts'

/** Where a type is: the name of its root, and then keys of maps, and places in lists as they are afterwards. */
type ChangePath = readonly (string | number)[]

/** A run of a text or a list. Values of a text are its characters and what is embedded in it. */
type ChangePart =
  | { readonly kept: number; readonly attributes?: Readonly<Record<string, unknown>> }
  | { readonly added: string | readonly unknown[] }
  | { readonly removed: string | readonly unknown[] }

/** What has changed in one place. */
type Change =
  | { readonly path: ChangePath; readonly type: 'text' | 'list'; readonly parts: readonly ChangePart[] }
  | {
      readonly path: ChangePath
      readonly type: 'value'
      readonly added?: unknown
      readonly removed?: unknown
    }

interface Pair {
  readonly path: ChangePath
  readonly before: SharedType
  readonly after: SharedType
}

/** All changes from one document to another, both as updates, as JSON. */
export function* differenceAsJson(before: Uint8Array, after: Uint8Array): Work<Uint8Array> {
  return yield* readDocument(before, function* (beforeDoc) {
    return yield* readDocument(after, function* (afterDoc) {
      return yield* joined(yield* jsonOf(yield* changesBetween(beforeDoc, afterDoc)))
    })
  })
}

/** All changes from one document to another; those of a type stand before those of what is in it. */
function* changesBetween(before: Y.Doc, after: Y.Doc): Work<readonly Change[]> {
  const changes: Change[] = []
  const names = [...new Set([...before.share.keys(), ...after.share.keys()])].sort()
  const pairs: Pair[] = names
    .reverse()
    .map((name) => ({ path: [name], before: before.get(name), after: after.get(name) }))
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const inner: Pair[] = []
    const steps = yield* align(yield* piecesOf(pair.before), yield* piecesOf(pair.after))
    const parts = yield* partsOf(steps, pair.path, inner)
    const isOfText = (yield* isText(pair.before)) || (yield* isText(pair.after))
    if (parts.some((part) => !('kept' in part) || part.attributes !== undefined))
      changes.push({ path: pair.path, type: isOfText ? 'text' : 'list', parts })
    yield* valueChanges(pair, changes, inner)
    for (const next of inner.reverse()) pairs.push(next)
    yield
  }
  return changes
}

function* partsOf(steps: readonly Step[], path: ChangePath, inner: Pair[]): Work<readonly ChangePart[]> {
  const parts: ChangePart[] = []
  let at = 0
  for (const [index, step] of steps.entries()) {
    if (index % PIECES === PIECES - 1) yield
    const last = parts.at(-1)
    if (step.kind === 'remove') append(parts, 'removed', step.before)
    else if (step.kind === 'add') append(parts, 'added', step.after)
    else {
      const { before, after } = step
      const attributes = formattingOf(before.attributes, after.attributes)
      const isFormatted = Object.keys(attributes).length > 0
      if (last !== undefined && 'kept' in last && last.attributes === undefined && !isFormatted)
        parts[parts.length - 1] = { kept: last.kept + after.length }
      else parts.push({ kept: after.length, ...(isFormatted && { attributes }) })
      if (before.content instanceof Y.ContentType && after.content instanceof Y.ContentType)
        inner.push({ path: [...path, at], before: before.content.type, after: after.content.type })
    }
    if (step.kind !== 'remove') at += step.after.length
  }
  return parts
}

/** Appends characters to characters, and values to values. */
const append = (parts: ChangePart[], kind: 'added' | 'removed', piece: Piece): void => {
  const text = textOf(piece)
  const last = parts.at(-1) as { readonly [Kind in typeof kind]?: string | unknown[] } | undefined
  const before = last?.[kind]
  if (text === null) {
    const values = Array.isArray(before) ? before : []
    for (const value of valuesOf(piece)) values.push(value)
    if (values !== before) parts.push({ [kind]: values } as unknown as ChangePart)
  } else if (typeof before === 'string')
    parts[parts.length - 1] = { [kind]: before + text } as unknown as ChangePart
  else parts.push({ [kind]: text } as unknown as ChangePart)
}

function* valueChanges({ path, before, after }: Pair, changes: Change[], inner: Pair[]): Work<void> {
  const keys = yield* sorted(keysOf(before, after), inOrder)
  for (const [index, key] of keys.entries()) {
    if (index % PIECES === PIECES - 1) yield
    const [was, is] = [valueIn(before, key), valueIn(after, key)]
    const here = [...path, key]
    if (was !== undefined && is !== undefined && isSameValue(was.value, is.value)) {
      if (was.value instanceof Y.AbstractType)
        inner.push({ path: here, before: was.value, after: is.value as SharedType })
    } else if (was !== undefined || is !== undefined)
      changes.push({
        path: here,
        type: 'value',
        ...(is !== undefined && { added: is.value }),
        ...(was !== undefined && { removed: was.value }),
      })
  }
}

/** As JavaScript sorts text by itself. */
const inOrder = (one: string, other: string): number => {
  if (one === other) return 0
  return one < other ? -1 : 1
}
