import { vi } from 'vitest'
import { onTestCleanup } from './cleanup.ts'

/** Stops the date for everything in this process, timers stay real; gives what moves it on, by ms. */
export const stopDate = () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestCleanup(() => vi.useRealTimers())
  return (ms: number) => vi.setSystemTime(Date.now() + ms)
}
