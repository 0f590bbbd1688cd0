import { useCallback, useEffect, useReducer, useState } from 'react'
import type { Answer, Problem } from './api.ts'

const POLL_MS = 2_000

/** The latest answer, and why there is no newer one. */
export interface Polled<Value> {
  readonly value: Value | null
  readonly problem: Problem | null
  /** Asks at once. */
  refresh(): void
}

interface Shown<Value> {
  readonly load: unknown
  readonly value: Value | null
  readonly problem: Problem | null
}

/** What changes seldom, and is read from the store. */
export const SELDOM_MS = 10_000

/** Asks every two seconds while the page is visible. Another `load` starts again without a value. */
export const usePolled = <Value>(
  load: (signal: AbortSignal) => Promise<Answer<Value>>,
  pollMs = POLL_MS,
): Polled<Value> => {
  const [shown, show] = useState<Shown<Value>>({ load, value: null, problem: null })
  const [round, refresh] = useReducer((count: number) => count + 1, 0)

  const ask = useCallback(
    async (signal: AbortSignal) => {
      const answer = await load(signal)
      if (signal.aborted) return
      // The latest answer stays visible while the relay does not answer.
      show((before) =>
        answer.ok
          ? { load, value: answer.value, problem: null }
          : { load, value: before.load === load ? before.value : null, problem: answer.problem },
      )
    },
    [load],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: a round is a reason to ask now
  useEffect(() => {
    const ended = new AbortController()
    const { signal } = ended
    let timer: ReturnType<typeof setTimeout> | undefined
    let isAsking = false
    const run = async () => {
      clearTimeout(timer)
      if (isAsking || document.hidden) return
      isAsking = true
      await ask(signal)
      isAsking = false
      if (!signal.aborted) timer = setTimeout(run, pollMs)
    }
    document.addEventListener('visibilitychange', run, { signal })
    void run()
    return () => {
      ended.abort()
      clearTimeout(timer)
    }
  }, [ask, round, pollMs])

  const isOfThis = shown.load === load
  return { value: isOfThis ? shown.value : null, problem: isOfThis ? shown.problem : null, refresh }
}
