import type { ReadonlyStore } from 'homeroom/client'

export interface Value<T> extends ReadonlyStore<T> {
  set(next: T): void
}

/** A value that components can read and subscribe to. Listeners are called only when it changes. */
export const createValue = <T>(initial: T): Value<T> => {
  let value = initial
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener(next)
    },
    subscribe(listener) {
      const own = (next: T) => listener(next)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
