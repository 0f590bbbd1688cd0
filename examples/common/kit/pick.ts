/** The keys of those who have been picked, of which one more is the last. */
export type Picked = readonly string[]

/** A room may be used for years. */
const MOST = 1_000

/**
 * Picks one of `keys` by chance; nobody twice until everyone who is here has had a turn. Null where nobody is here. `random` gives a
 * number from 0 to below 1.
 */
export const pickOne = (keys: readonly string[], picked: Picked, random: () => number): Picked | null => {
  const waiting = keys.filter((key) => !picked.includes(key))
  const isAnew = waiting.length === 0
  // At once again after the last turn would be twice in a row.
  const from = isAnew ? keys.filter((key) => keys.length === 1 || key !== picked.at(-1)) : waiting
  const key = from[Math.floor(random() * from.length)]
  return key === undefined ? null : [...(isAnew ? [] : picked), key].slice(-MOST)
}

/** What was kept of earlier picks; nobody where it is damaged. */
export const readPicked = (text: string | null): Picked => {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}
