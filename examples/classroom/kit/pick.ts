import { inTab } from '../page/storage.ts'

const keyOf = (room: string) => `picked:${room}`

const pickedIn = (room: string): readonly string[] => {
  try {
    const kept: unknown = JSON.parse(inTab.read(keyOf(room)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}

/** One of `keys` by chance; nobody twice until everyone who is here has had a turn. Null where nobody is here. */
export const pickOne = (
  room: string,
  keys: readonly string[],
  random: () => number = Math.random,
): { readonly key: string; readonly isAnew: boolean } | null => {
  const picked = pickedIn(room)
  const waiting = keys.filter((key) => !picked.includes(key))
  const isAnew = waiting.length === 0
  // At once again after the last turn would be twice in a row.
  const from = isAnew ? keys.filter((key) => keys.length === 1 || key !== picked.at(-1)) : waiting
  const key = from[Math.floor(random() * from.length)]
  if (key === undefined) return null
  inTab.write(keyOf(room), JSON.stringify([...(isAnew ? [] : picked), key].slice(-1_000)))
  return { key, isAnew }
}
