// Which names on the floor are shown where people stand close together: as on a map, none lies on another.

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where a name stands: below its person, or above, or nowhere. The initials are always there. */
export type Side = 'below' | 'above' | 'none'

export interface Label {
  readonly below: Box
  /** Null where something else is above the person. */
  readonly above: Box | null
  /** Shown in any case: this person's own name, and that of a person to look at. */
  readonly isFirst: boolean
}

const isOver = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Places names in order, those that come first before all others; `taken` is what is drawn there already. */
export const placeLabels = <Key>(
  labels: ReadonlyMap<Key, Label>,
  taken: readonly Box[],
): ReadonlyMap<Key, Side> => {
  const boxes = [...taken]
  const sides = new Map<Key, Side>()
  const isFree = (box: Box) => !boxes.some((other) => isOver(box, other))
  const put = (key: Key, { below, above, isFirst }: Label) => {
    const side = isFirst || isFree(below) ? 'below' : above !== null && isFree(above) ? 'above' : 'none'
    sides.set(key, side)
    if (side === 'below') boxes.push(below)
    else if (side === 'above' && above !== null) boxes.push(above)
  }
  for (const [key, label] of labels) if (label.isFirst) put(key, label)
  for (const [key, label] of labels) if (!label.isFirst) put(key, label)
  return sides
}
