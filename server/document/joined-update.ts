import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { inGroups } from '../base/update-groups.ts'

export interface JoinOptions {
  /** All that was to be applied, where all of it was. */
  readonly whole: Uint8Array | null
  /** The difference from what the document was before, with all of its deletions. */
  readonly difference: () => Work<Uint8Array>
}

/** Changes of a document as one update, in the way that costs least. */
export function* joinedUpdate(
  changes: readonly Uint8Array[],
  { whole, difference }: JoinOptions,
): Work<Uint8Array> {
  const [first] = changes
  if (changes.length === 1 && first !== undefined) return first
  const bytes = changes.reduce((sum, change) => sum + change.length, 0)
  if (whole !== null && bytes >= whole.length / 2) return whole
  return inGroups(changes).length === 1 ? Y.mergeUpdates([...changes]) : yield* difference()
}
