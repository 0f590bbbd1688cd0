import type { ReadonlyStore, Timers } from '../client/index.ts'

/** Waits until what a store holds fits, and gives it; rejects with the reason of `signal` where that is aborted first. */
export const untilStore = <Value>(
  store: ReadonlyStore<Value>,
  fits: (value: Value) => boolean,
  signal: AbortSignal,
): Promise<Value> =>
  waited(signal, (done) => {
    const look = () => {
      const value = store.get()
      if (fits(value)) done(value)
    }
    const stop = store.subscribe(look)
    look()
    return stop
  })

/** What a timer can wait: one for longer would end at once. */
const TIMER_MS = 2 ** 31 - 1

/** Waits so long; rejects as above. */
export const pause = async (timers: Timers, ms: number, signal: AbortSignal): Promise<void> => {
  for (let leftMs = ms; leftMs > 0; leftMs -= TIMER_MS)
    await waited<null>(signal, (done) => timers.after(Math.min(leftMs, TIMER_MS), () => done(null)))
}

const waited = async <Value>(
  signal: AbortSignal,
  start: (done: (value: Value) => void) => () => void,
): Promise<Value> => {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  const stop = start(resolve)
  try {
    return await promise
  } finally {
    stop()
    signal.removeEventListener('abort', abort)
  }
}
