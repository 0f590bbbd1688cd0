import type { EpochMismatch, RoomWrite, Store } from '../store/store.ts'

type Results = readonly (number | EpochMismatch)[]

interface Asked {
  readonly writes: readonly RoomWrite[]
  readonly done: PromiseWithResolvers<Results>
}

/** The store, with one commit for all that workers append while the one before is under way. */
export const withCollectedAppends = (store: Store): Store => {
  let waiting: Asked[] = []
  let isBusy = false

  const write = async (asked: readonly Asked[]): Promise<void> => {
    try {
      const results = await store.append(asked.flatMap(({ writes }) => writes))
      let begin = 0
      for (const { writes, done } of asked) {
        done.resolve(results.slice(begin, begin + writes.length))
        begin += writes.length
      }
    } catch (error) {
      const [only, ...others] = asked
      if (others.length === 0) only?.done.reject(error)
      // What one worker sends may be why: the others do not wait for that.
      else for (const one of asked) await write([one])
    }
  }

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const asked = waiting
      waiting = []
      await write(asked)
    }
    isBusy = false
  }

  return {
    ...store,
    append(writes) {
      const done = Promise.withResolvers<Results>()
      waiting.push({ writes, done })
      // What other workers have sent by now is read first.
      if (!isBusy) setImmediate(() => void writeAll())
      isBusy = true
      return done.promise
    },
  }
}
