// What was found in one of the two editors, in the order in which it stands there.

export interface Match {
  readonly from: number
  readonly to: number
}

export interface Matches {
  /** What is looked for; null for nothing. */
  readonly pattern: RegExp | null
  readonly all: readonly Match[]
  /** Which of them is selected. */
  readonly at: number | null
}

export const NO_MATCHES: Matches = { pattern: null, all: [], at: null }

/** So many are marked, about where the reader is: a letter stands a hundred thousand times in a book. */
const MOST_MARKED = 1_000

/** All places of a pattern in a text that begins at `start`. */
export const matchesIn = (text: string, pattern: RegExp, start = 0): Match[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => ({
    from: start + index,
    to: start + index + length,
  }))

/** The index of the first one that begins at `position` or behind it. */
const firstFrom = (all: readonly Match[], position: number): number => {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle] as Match).from < position) low = middle + 1
    else high = middle
  }
  return low
}

export const selectedOf = (all: readonly Match[], { from, to }: Match): number | null => {
  const index = firstFrom(all, from)
  const match = all[index]
  return match?.from === from && match.to === to ? index : null
}

/** The next one from the selection on, or the one before it, around the ends of the text; undefined where there is none. */
export const stepFrom = (all: readonly Match[], selection: Match, by: 1 | -1): Match | undefined => {
  const at = selectedOf(all, selection)
  const behind = firstFrom(all, selection.from)
  const index = by === 1 ? (at === null ? behind : at + 1) : behind - 1
  return all[(index + all.length) % all.length]
}

/** The first one that begins where the selection does, or behind it: what is being typed stays where it was found. */
export const firstBehind = (all: readonly Match[], { from }: Match): Match | undefined =>
  all[firstFrom(all, from)] ?? all[0]

/** Those that are marked. */
export const marked = (all: readonly Match[], { from }: Match): readonly Match[] => {
  const start = Math.max(0, Math.min(firstFrom(all, from) - MOST_MARKED / 2, all.length - MOST_MARKED))
  return all.slice(start, start + MOST_MARKED)
}
