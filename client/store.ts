/** A value that can be read now and listened to: what React's `useSyncExternalStore` takes as it is. */
export interface Readable<Value> {
  /** The value now. The same object until something in it has changed. */
  get(): Value
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: (value: Value) => void): () => void
}

export interface Writable<Value> extends Readable<Value> {
  /** Takes a new value; listeners hear of it only where it is another one. */
  set(value: Value): void
}

export const createValue = <Value>(initial: Value): Writable<Value> => {
  let value = initial
  const listeners = new Set<(value: Value) => void>()

  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      // A listener may unsubscribe itself or others while it is called.
      for (const listener of [...listeners]) if (listeners.has(listener)) listener(next)
    },
    subscribe(listener) {
      const own = (next: Value) => listener(next)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
