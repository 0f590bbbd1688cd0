import * as Y from 'yjs'

/** Where all of `whole` was news, or much of it, it is told as it came: to merge many changes would take long. */
export const joinedUpdate = (changes: readonly Uint8Array[], whole: Uint8Array | null): Uint8Array => {
  const [first] = changes
  if (changes.length === 1 && first !== undefined) return first
  const bytes = changes.reduce((sum, change) => sum + change.length, 0)
  return whole !== null && bytes >= whole.length / 2 ? whole : Y.mergeUpdates([...changes])
}
