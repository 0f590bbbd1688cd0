import { equalityDeep } from 'lib0/function'
import type { ReadonlyStore } from './store.ts'

/**
 * What `select` makes of a store, as a store: another value only where `isEqual` says that it is another one. Not by its JSON, since two
 * documents have the same. React keeps what it has selected while each render brings another `select`: see react/readable.ts.
 */
export const selection = <Value, Selected>(
  { get, subscribe }: ReadonlyStore<Value>,
  select: (value: Value) => Selected,
  isEqual: (a: Selected, b: Selected) => boolean = equalityDeep,
): ReadonlyStore<Selected> => {
  let selected = select(get())
  const read = () => {
    const next = select(get())
    if (!isEqual(selected, next)) selected = next
    return selected
  }
  return {
    get: read,
    subscribe(listener) {
      let told = read()
      return subscribe(() => {
        const next = read()
        if (Object.is(next, told)) return
        told = next
        listener(next)
      })
    },
  }
}
