import type { ReadonlyStore } from 'homeroom/client'
import { createValue, type Value } from '../../common/page/value.ts'
import type { Matches } from './matches.ts'

/** How often there is what is looked for, and which of it is selected, from 0 on. */
export interface Found {
  readonly count: number
  readonly at: number | null
}

/** Finds and replaces in one of the two editors. */
export interface Finder {
  readonly found: ReadonlyStore<Found>
  /** Marks all that a pattern finds, and selects the first of it from the selection on; null takes the marks away. */
  find(pattern: RegExp | null): void
  /** Selects the next one, or the one before. */
  step(by: 1 | -1): void
  /** Replaces the one that is selected, and selects the next one. */
  replace(text: string): void
  /** Replaces all of them in one step of Undo; gives how many there were. */
  replaceAll(text: string): number
}

export const createFound = (): Value<Found> => createValue<Found>({ count: 0, at: null })

/** Tells only what is new. */
export const tellFound = (found: Value<Found>, { all: { length: count }, at }: Matches): void => {
  const before = found.get()
  if (before.count !== count || before.at !== at) found.set({ count, at })
}
