import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Telling } from '../../../client/excalidraw/telling.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('the place of a pen goes with the ink of the same motion, and alone where none comes', () => {
  const told: object[] = []
  const telling = new Telling<{ x?: number; ink?: string }>((fields) => told.push(fields))
  telling.hold({ x: 1 })
  telling.say({ ink: 'a' })
  expect(told, 'one message, at once').toEqual([{ x: 1, ink: 'a' }])
  vi.advanceTimersByTime(100)
  expect(told).toHaveLength(1)

  telling.hold({ x: 2 })
  telling.hold({ x: 3 })
  vi.advanceTimersByTime(34)
  expect(told.at(-1)).toEqual({ x: 3 })

  telling.hold({ x: 4 })
  telling.flush()
  vi.advanceTimersByTime(100)
  expect(told.slice(2), 'what is held at the end is told once').toEqual([{ x: 4 }])
})
