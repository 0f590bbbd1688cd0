import type { Random } from '../random.ts'
import { type Deletions, type Section, updateOf } from '../yjs-bytes.ts'

/** Updates for one document, in the order in which they come. */
export interface Case {
  readonly updates: readonly Uint8Array[]
  /**
   * Whether each client says one thing only of each of its clocks and inserts between neighbours: then Yjs makes the same
   * document of the updates in any order.
   */
  readonly isConsistent: boolean
}

/** Makes updates of one kind; `size` is about how many structs or runs of deletions they have. */
export type Family = (random: Random, size: number) => Case

type Updates = Uint8Array | readonly Uint8Array[]

export const consistent = (...updates: readonly Updates[]): Case => ({
  updates: updates.flat(),
  isConsistent: true,
})

export const inconsistent = (...updates: readonly Updates[]): Case => ({
  updates: updates.flat(),
  isConsistent: false,
})

/** All in one update, or each section in one of its own. */
export const together = (
  random: Random,
  sections: readonly Section[],
  deletions: readonly Deletions[] = [],
): Uint8Array[] =>
  random.below(2) === 0
    ? [updateOf(sections, deletions)]
    : [
        ...sections.map((section) => updateOf([section])),
        ...(deletions.length > 0 ? [updateOf([], deletions)] : []),
      ]

export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** The same values in some other order. */
export const shuffled = <Value>(values: readonly Value[], random: Random): Value[] => {
  const left = [...values]
  for (let end = left.length - 1; end > 0; end--) {
    const at = random.below(end + 1)
    const moved = left[end] as Value
    left[end] = left[at] as Value
    left[at] = moved
  }
  return left
}

/** Clients that are all different, in no order. */
export const clientsOf = (count: number, random: Random): number[] => {
  const clients = new Set<number>()
  while (clients.size < count) clients.add(100 + random.below(2 ** 31))
  return [...clients]
}
