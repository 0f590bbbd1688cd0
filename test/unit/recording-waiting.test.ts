import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pause } from '../../recording/waiting.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'

/** What a timer of Node or of a page can wait, in ms; one for longer ends at once. */
const TIMER_MS = 2 ** 31 - 1

test('a pause that no timer can wait for lasts as long as it says', async () => {
  const { environment, pass } = fakeEnvironment()
  const asked: number[] = []
  const after: typeof environment.after = (ms, work) => {
    asked.push(ms)
    return environment.after(ms, work)
  }
  const { signal } = new AbortController()
  let isOver = false
  const paused = pause({ ...environment, after }, TIMER_MS + 100, signal).then(() => {
    isOver = true
  })
  pass(TIMER_MS)
  await setImmediate()
  pass(99)
  await setImmediate()
  expect(isOver).toBe(false)
  pass(1)
  await paused
  expect(Math.max(...asked)).toBeLessThanOrEqual(TIMER_MS)
})

test('a pause that never ends is broken off', async () => {
  const { environment } = fakeEnvironment()
  const stop = new AbortController()
  const paused = pause(environment, 1e300, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(paused).rejects.toThrow('stopped')
})
