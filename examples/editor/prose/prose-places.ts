// Positions of the rich text, and of the document: each stays with the letter beside it.
import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  type RelativePosition,
  type XmlFragment,
  XmlText,
} from 'yjs'
import type { Anchor } from '../comments/comment.ts'

interface Binding {
  readonly doc: Doc
  readonly type: XmlFragment
  readonly binding: { readonly mapping: Parameters<typeof absolutePositionToRelativePosition>[2] } | null
}

const bindingOf = (state: EditorState) => {
  const { doc, type, binding } = (ySyncPluginKey.getState(state) ?? {}) as Partial<Binding>
  return doc === undefined || type === undefined || !binding ? null : { doc, type, mapping: binding.mapping }
}

/** A part of the text of the editor. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Where a range stands in the document; what is written at its edges is not in it. */
export const anchorOf = (state: EditorState, { from, to }: Range): Anchor | null => {
  const bound = bindingOf(state)
  if (bound === null) return null
  const at = (position: number, side: number): RelativePosition => {
    const found: RelativePosition = absolutePositionToRelativePosition(position, bound.type, bound.mapping)
    const place = createAbsolutePositionFromRelativePosition(found, bound.doc)
    return place?.type instanceof XmlText
      ? createRelativePositionFromTypeIndex(place.type, place.index, side)
      : found
  }
  return { place: 'prose', from: at(from, 0), to: at(to, -1) }
}

/** Where an anchor is now; null where nothing is left between its edges. */
export const rangeOf = (state: EditorState, { from, to }: Pick<Anchor, 'from' | 'to'>): Range | null => {
  const bound = bindingOf(state)
  if (bound === null) return null
  const { doc, type, mapping } = bound
  const at = (position: RelativePosition): number | null => {
    const place = createAbsolutePositionFromRelativePosition(position, doc)
    if (place === null) return null
    if (!(place.type instanceof XmlText))
      return relativePositionToAbsolutePosition(doc, type, position, mapping)
    // The binding takes a position before the first letter of all for a wrong one. The end of the same text is never that.
    const end = createRelativePositionFromTypeIndex(place.type, place.type.length)
    const last = relativePositionToAbsolutePosition(doc, type, end, mapping)
    return last === null ? null : last - (place.type.length - place.index)
  }
  const [start, end] = [at(from), at(to)]
  const most = state.doc.content.size
  return start === null || end === null || start >= end || end > most ? null : { from: start, to: end }
}
