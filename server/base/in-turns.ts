import type { Turns, Work } from './turns.ts'

/** Does `work` a turn at a time, and gives what it gives, or throws what it throws. */
export const inTurns = async <Value>(turns: Turns, work: Work<Value>, about: object): Promise<Value> => {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  turns.run(settled(work), {
    about,
    mostMs: Number.POSITIVE_INFINITY,
    done: (end) => (end.hasFailed ? reject(end.error) : resolve(end.value)),
    failed: () => reject(new Error('the work has failed')),
    overdrawn: () => reject(new Error('the work took too long')),
  })
  return promise
}

type End<Value> =
  | { readonly hasFailed: false; readonly value: Value }
  | { readonly hasFailed: true; readonly error: unknown }

/** A failure is the caller's affair, and not that of the turns. */
function* settled<Value>(work: Work<Value>): Work<End<Value>> {
  try {
    return { hasFailed: false, value: yield* work }
  } catch (error) {
    return { hasFailed: true, error }
  }
}
