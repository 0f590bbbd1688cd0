import { equalityDeep } from 'lib0/function'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { ReadonlyStore } from '../store.ts'

const identity = <Value>(value: Value) => value

/**
 * Any store of a room, as it is now, or what `select` makes of it: the component renders again only where that is another one.
 * Two selections that hold the same are one, by their arrays, objects and values, unless `isEqual` says otherwise.
 *
 * @example
 * ```tsx
 * import { useReadable, useRoom } from 'homeroom/react'
 *
 * export const NextName = () => {
 *   const { hands } = useRoom()
 *   return <p>Next: {useReadable(hands, ([first]) => first?.name) ?? 'nobody'}</p>
 * }
 * ```
 */
export function useReadable<Value>(readable: ReadonlyStore<Value>): Value
export function useReadable<Value, Selected>(
  readable: ReadonlyStore<Value>,
  select: (value: Value) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected
export function useReadable<Value>(
  readable: ReadonlyStore<Value>,
  select?: (value: Value) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  return useSelected(readable, select, isEqual)
}

/** The same for hooks that pass on a `select` which may be missing. */
export const useSelected = <Value>(
  { get, subscribe }: ReadonlyStore<Value>,
  select: (value: Value) => unknown = identity,
  isEqual: (a: unknown, b: unknown) => boolean = select === identity ? Object.is : equalityDeep,
): unknown => {
  const last = useRef<{ readonly from: Value; readonly by: unknown; readonly selected: unknown } | null>(null)
  const read = useCallback(() => {
    const from = get()
    const before = last.current
    // A new object for the same value would never come to rest.
    if (before !== null && Object.is(before.from, from) && before.by === select) return before.selected
    const next = select(from)
    const selected = before !== null && isEqual(before.selected, next) ? before.selected : next
    last.current = { from, by: select, selected }
    return selected
  }, [get, select, isEqual])
  return useSyncExternalStore(subscribe, read, read)
}
