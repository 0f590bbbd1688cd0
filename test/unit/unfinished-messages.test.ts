import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { UnfinishedMessages } from '../../server/connections/unfinished-messages.ts'
import { fakeClock } from '../support/fake-clock.ts'

const setup = (limit: number) => {
  const { clock, advance } = fakeClock()
  const unfinished = new UnfinishedMessages({ clock, limits: { ...DEFAULT_LIMITS, unfinished: limit } })
  const cut: string[] = []
  const message = (name: string) => ({ isPaused: false, cut: () => void cut.push(name) })
  return { unfinished, advance, cut, message }
}

test('[LI4][X32] the oldest unfinished message goes where there are too many bytes, and no more than needed', () => {
  const { unfinished, cut, message } = setup(100)
  const [a, b, c] = [message('a'), message('b'), message('c')]
  unfinished.set(a, 40)
  unfinished.set(b, 40)
  // It has come whole, and another one of the same socket has begun.
  unfinished.set(a, 0)
  unfinished.set(a, 40)
  unfinished.set(c, 30)
  expect(cut).toEqual(['b'])
  expect(unfinished.bytes).toBe(70)
  unfinished.set(c, 200)
  expect(cut).toEqual(['b', 'a', 'c'])
  expect(unfinished.bytes).toBe(0)
})

test('[LI4][X32] a message is not late while nothing is read from its socket', () => {
  const { unfinished, advance, cut, message } = setup(100)
  const paused = { ...message('paused'), isPaused: true }
  unfinished.set(paused, 10)
  unfinished.set(message('stuck'), 10)
  advance(30_000)
  unfinished.sweep()
  expect(cut).toEqual(['stuck'])
  paused.isPaused = false
  advance(29_000)
  unfinished.sweep()
  expect(cut).toEqual(['stuck'])
  advance(1_000)
  unfinished.sweep()
  expect(cut).toEqual(['stuck', 'paused'])
})

test('[LI4][X32] the time of a message begins anew when its socket is read again', () => {
  const { unfinished, advance, cut, message } = setup(100)
  const paused = message('paused')
  unfinished.set(paused, 10)
  advance(20_000)
  unfinished.resumed(paused)
  advance(29_000)
  unfinished.sweep()
  expect(cut).toEqual([])
  advance(1_000)
  unfinished.sweep()
  expect(cut).toEqual(['paused'])
})
