import { frozen } from '../frozen.ts'
import type { ReadonlyStore } from '../store.ts'
import type { Saved } from './saved.ts'

/**
 * `saved` as it is to be asked: an edit that was made a moment ago, and is not counted yet, is `local` at once. The same object
 * until the counted value changes, as a store has to give it.
 */
export const savedNow = (counted: ReadonlyStore<Saved>, isBehind: () => boolean): ReadonlyStore<Saved> => {
  let of: Saved | null = null
  let behind: Saved | null = null
  return {
    get() {
      const value = counted.get()
      if (!isBehind()) return value
      if (behind === null || of !== value)
        behind = frozen<Saved>({ ...value, state: 'local', pending: value.pending + 1 })
      of = value
      return behind
    },
    subscribe: counted.subscribe,
  }
}
