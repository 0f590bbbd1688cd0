import { generateNKeysBetween } from 'fractional-indexing'

/** Longer ones come of nothing that people do. */
const INDEX_CHARS = 256

/** Digits that are added to the index of a new element: two people who draw at the same time seldom choose the same. */
const SPREAD_DIGITS = 3
const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** So many digits follow the first letter, which says it. */
const digitsAfter = (head: string): number =>
  head >= 'a' ? head.charCodeAt(0) - 'a'.charCodeAt(0) + 1 : 'Z'.charCodeAt(0) - head.charCodeAt(0) + 1

/** A place in the order, as fractional-indexing makes it: its functions throw at any other text. */
export const index = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.length > INDEX_CHARS || !/^[a-zA-Z][0-9a-zA-Z]+$/.test(value))
    return undefined
  const whole = 1 + digitsAfter(value.charAt(0))
  if (value.length < whole || /^A0+$/.test(value)) return undefined
  return value.length > whole && value.endsWith('0') ? undefined : value
}

interface Placed {
  readonly id: string
  readonly index: string
}

/** By their index, and where that is the same by their id: it is the same order everywhere. */
const before = (a: Placed, b: Placed): number => {
  if (a.index !== b.index) return a.index < b.index ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/**
 * Elements in their order, each with an index above that of the one before. Two people who draw at the same time may give the
 * same index: the later one by its id gets one of its own here, with `place`. All who have the same elements get the same. Excalidraw would
 * give it an index, too, but a different version on each screen.
 */
export const arranged = <Some extends Placed>(
  elements: Iterable<Some>,
  place: (element: Some, index: string) => Some,
): readonly Some[] => {
  const list = [...elements].sort(before)
  for (let start = 0; start < list.length; start++) {
    const first = list[start]?.index as string
    let end = start + 1
    while (list[end]?.index === first) end++
    if (end === start + 1) continue
    const keys = generateNKeysBetween(first, list[end]?.index ?? null, end - start - 1)
    keys.forEach((key, at) => {
      list[start + 1 + at] = place(list[start + 1 + at] as Some, key)
    })
    start = end - 1
  }
  return list
}

/** An index at random just above `of` and below `next`. */
export const spread = (of: string, next: string | null, random: () => number): string => {
  const digits = Array.from({ length: SPREAD_DIGITS }, (_, at) => {
    // The last digit of a fraction is never 0.
    const least = at === SPREAD_DIGITS - 1 ? 1 : 0
    return BASE_62.charAt(least + Math.floor(random() * (BASE_62.length - least)))
  })
  const made = of + digits.join('')
  return index(made) === undefined || (next !== null && made >= next) ? of : made
}
