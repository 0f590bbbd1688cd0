import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Telling } from '../../../client/excalidraw/telling.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const person = () => {
  let state: Readonly<Record<string, unknown>> = {}
  const told: object[] = []
  const set = (fields: object) => {
    told.push(fields)
    state = { ...state, ...fields }
  }
  const self = { get: () => state, set }
  return { self, told, state: () => JSON.parse(JSON.stringify(state)) }
}

test('the place of a pen goes with the ink of the same motion, and alone where none comes', () => {
  const { self, told } = person()
  const telling = new Telling({ self, name: 'elements', standing: () => ({}) })
  const exInk = { from: 0 }
  telling.hold({ x: 1 })
  telling.say({ exInk })
  expect(told, 'one message, at once').toEqual([{ x: 1, exInk }])
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

test('a person with two boards is at the one on which they did something last, with all that holds there', () => {
  const { self, state } = person()
  const telling = (name: string, exView: readonly number[]) =>
    new Telling({ self, name, standing: () => ({ exView }) })
  const [first, second] = [telling('elements', [0, 0, 9, 9]), telling('second', [5, 5, 7, 7])]
  first.say({ x: 1, exStroke: { id: 'a' } })
  second.say({ x: 2 })
  expect(state()).toEqual({ x: 2, exBoard: 'second', exView: [5, 5, 7, 7] })
  first.say({ exStroke: undefined, exInk: undefined })
  expect(state().exBoard, 'what ends at one board leaves the other alone').toBe('second')
  first.say({ x: 3 })
  expect(state()).toEqual({ x: 3, exView: [0, 0, 9, 9] })
})
