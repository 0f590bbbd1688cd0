// Positions in the document as others write them: they may be anything, and a wrong one is none.
import { createRelativePositionFromJSON, type RelativePosition } from 'yjs'

/** Two positions that stay where they are in the text, whatever is written around them. */
export interface Cursor {
  readonly anchor: RelativePosition
  readonly head: RelativePosition
}

const isId = (value: unknown): boolean => {
  const { client, clock } = Object(value)
  return (
    value === undefined || value === null || (Number.isSafeInteger(client) && Number.isSafeInteger(clock))
  )
}

/** A relative position as Yjs writes it into JSON; null for what is none. */
export const readPosition = (value: unknown): RelativePosition | null => {
  const { type, tname, item, assoc } = Object(value)
  // Yjs would make a part of the document of any other name.
  const isName = tname === undefined || tname === null || tname === 'prose' || tname === 'code'
  const isSide = assoc === undefined || Number.isSafeInteger(assoc)
  const isAny = type != null || item != null || typeof tname === 'string'
  return isAny && isId(type) && isId(item) && isName && isSide ? createRelativePositionFromJSON(value) : null
}

/** A cursor of the Awareness; null for what is none. */
export const readCursor = (value: unknown): Cursor | null => {
  const { anchor, head } = Object(value)
  const [from, to] = [readPosition(anchor), readPosition(head)]
  return from === null || to === null ? null : { anchor: from, head: to }
}
