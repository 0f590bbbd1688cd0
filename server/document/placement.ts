// Where an insertion goes that is in conflict with others: Yjs compares it with all that may stand beside it.
import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'

/** It takes about a ms. */
const COMPARED_AT_ONCE = 2_000

/** With how many items Yjs may compare `item` before it has its place, counted up to `most`. */
export const comparisonsOf = (item: Y.Item, most: number): number => {
  const { right } = item
  if (!isInConflict(item)) return 0
  let count = 0
  let other = firstBeside(item)
  for (; other !== null && other !== right && count < most; count++) other = rightOf(other)
  return count
}

/**
 * Gives `item` the neighbours that Yjs would find for it (`Item.integrate` of Yjs 13), some comparisons at a time: then Yjs
 * compares no more. Its neighbours, as they were known to its author, are to be set, and nothing may change meanwhile.
 */
export function* place(item: Y.Item, doc: Y.Doc): Work<void> {
  const { right } = item
  /** What stands between its author's neighbours, up to here. */
  const indexOf = new Map<Y.Item, number>()
  /** From this one on they may stand behind the item as well. */
  let openFrom = 0
  let left: Y.Item | null = item.left
  let index = 0
  for (let other = firstBeside(item); other !== null && other !== right; other = rightOf(other)) {
    if (index > 0 && index % COMPARED_AT_ONCE === 0) yield
    indexOf.set(other, index)
    index += 1
    if (Y.compareIDs(item.origin, other.origin)) {
      if (other.id.client >= item.id.client) {
        if (Y.compareIDs(item.rightOrigin, other.rightOrigin)) break
        continue
      }
    } else {
      const origin = other.origin === null ? undefined : indexOf.get(Y.getItem(doc.store, other.origin))
      if (origin === undefined) break
      if (origin >= openFrom) continue
    }
    left = other
    openFrom = index
  }
  item.left = left
  item.right = left === null ? leftmostBeside(item) : rightOf(left)
}

/** The condition of Yjs: nothing stands between its neighbours, or it stands at a beginning that is free. */
const isInConflict = ({ left, right, parent }: Y.Item): boolean => {
  if (!(parent instanceof Y.AbstractType)) return false
  return left === null ? !(right instanceof Y.Item) || right.left !== null : rightOf(left) !== right
}

const firstBeside = (item: Y.Item): Y.Item | null =>
  item.left === null ? leftmostBeside(item) : rightOf(item.left)

/** The first of the list, or of the values of its key. */
const leftmostBeside = ({ parent, parentSub }: Y.Item): Y.Item | null => {
  if (!(parent instanceof Y.AbstractType)) return null
  if (parentSub === null) return parent._start
  let first = parent._map.get(parentSub) ?? null
  while (first !== null && first.left instanceof Y.Item) first = first.left
  return first
}

const rightOf = (struct: Y.Item | Y.GC): Y.Item | null =>
  struct instanceof Y.Item && struct.right instanceof Y.Item ? struct.right : null
