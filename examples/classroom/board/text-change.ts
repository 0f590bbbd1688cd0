// What a textarea and a Y.Text tell of a change, as positions: pure functions.

import type { Text } from 'yjs'

/** A delta as a Y.Text reports it. */
export type Delta = readonly { insert?: unknown; delete?: number; retain?: number }[]

/** One replacement: at `index`, `insert` takes the place of `remove` characters. */
export interface Change {
  readonly index: number
  readonly remove: number
  readonly insert: string
}

export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The text as a textarea shows it, with every index the same. A textarea turns a carriage return into a line feed; an
 * embedded object, which other clients may insert, has no characters but takes one position.
 */
export const shownText = (text: Text): string => {
  const delta: Delta = text.toDelta()
  return delta
    .map(({ insert }) => (typeof insert === 'string' ? insert : '\uFFFC'))
    .join('')
    .replaceAll('\r\n', ' \n')
    .replaceAll('\r', '\n')
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00

/**
 * The change that turned `before` into `after`, with the caret at `caret` in `after`.
 *
 * An "a" typed into "aaaa" could be any of five; it is the one left of the caret. The unchanged end is therefore sought
 * behind the caret first. No edge of a change falls within a surrogate pair: Yjs would turn the halves into replacement
 * characters.
 */
export const changeBetween = (before: string, after: string, caret: number): Change => {
  const most = Math.min(before.length, after.length)
  let right = 0
  const extendRight = (limit: number): void => {
    while (right < limit && before.at(-1 - right) === after.at(-1 - right)) right++
  }
  extendRight(Math.min(most, after.length - caret))
  let left = 0
  while (left < most - right && before[left] === after[left]) left++
  // A change away from the caret (an undo, a drop) leaves more of the end unchanged than what is behind the caret.
  extendRight(most - left)

  if (left > 0 && isHigh(before, left - 1)) left--
  if (right > 0 && isLow(before, before.length - right)) right--
  return {
    index: left,
    remove: before.length - left - right,
    insert: after.slice(left, after.length - right),
  }
}

const lengthOf = (insert: unknown): number => (typeof insert === 'string' ? insert.length : 1)

/** Where a position is after `delta`. An insertion at the position comes behind it. */
export const pointAfter = (point: number, delta: Delta): number => {
  let before = 0
  let after = 0
  for (const { insert, delete: gone = 0, retain = 0 } of delta) {
    if (point <= before) return after
    if (insert !== undefined) after += lengthOf(insert)
    else if (point <= before + retain) return after + (point - before)
    before += gone + retain
    after += retain
  }
  return point <= before ? after : after + (point - before)
}

/** What remains of a span after `delta`: the parts that were not deleted, on both sides of each insertion. */
export const spansAfter = ({ start, end }: Span, delta: Delta): Span[] => {
  const left: Span[] = []
  let before = 0
  let after = 0
  for (const { insert, delete: gone = 0, retain = 0 } of [...delta, { retain: Number.POSITIVE_INFINITY }]) {
    if (insert !== undefined) after += lengthOf(insert)
    const from = Math.max(start, before)
    const to = Math.min(end, before + retain)
    if (from < to) left.push({ start: from + after - before, end: to + after - before })
    before += gone + retain
    after += retain
  }
  return left
}
