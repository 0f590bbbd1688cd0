import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  type RelativePosition,
  type Text,
} from 'yjs'
import type { Anchor } from '../comments/comment.ts'

/** A part of the code. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Where a range of the code stands; what is written at its edges is not in it. */
export const anchorOf = (text: Text, { from, to }: Range): Anchor => ({
  place: 'code',
  from: createRelativePositionFromTypeIndex(text, from),
  to: createRelativePositionFromTypeIndex(text, to, -1),
})

/** Where an anchor is now; null where nothing is left between its edges. */
export const rangeOf = (text: Text, { from, to }: Pick<Anchor, 'from' | 'to'>): Range | null => {
  const at = (position: RelativePosition): number | null => {
    const place = createAbsolutePositionFromRelativePosition(position, text.doc as Doc)
    return place?.type === text ? place.index : null
  }
  const [start, end] = [at(from), at(to)]
  return start === null || end === null || start >= end ? null : { from: start, to: end }
}
