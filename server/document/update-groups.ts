import * as Y from 'yjs'

/** Yjs merges updates in a time that grows with their number and their bytes: so many at a time take a few ms. */
export const MERGED_AT_ONCE = { updates: 64, bytes: 16 * 1024 }

/** Updates in groups that Yjs merges quickly; one that is large is alone. */
export const inGroups = (updates: readonly Uint8Array[]): Uint8Array[][] => {
  const groups: Uint8Array[][] = []
  let bytes = 0
  for (const update of updates) {
    const group = groups.at(-1)
    bytes += update.length
    if (group === undefined || group.length >= MERGED_AT_ONCE.updates || bytes > MERGED_AT_ONCE.bytes) {
      groups.push([update])
      bytes = update.length
    } else group.push(update)
  }
  return groups
}

/** A group as one update. */
export const mergeGroup = (group: readonly Uint8Array[]): Uint8Array => {
  const [first] = group
  return group.length === 1 && first !== undefined ? first : Y.mergeUpdates([...group])
}
