import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import { Turns, type Work } from '../../server/base/turns.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'

const setUp = () => {
  const time = fakeClock()
  const { log } = memoryLog()
  const context = createContext({ clock: time.clock, log })
  const turns = new Turns(context)
  const said: string[] = []
  /** Work of so many steps, each of which takes some time. */
  function* work(name: string, steps: number, ms: number): Work<string> {
    for (let step = 1; step <= steps; step++) {
      time.spend(ms)
      said.push(`${name}${step}`)
      if (step < steps) yield
    }
    return name
  }
  const run = (task: Work<string>, mostMs = Number.POSITIVE_INFINITY) =>
    turns.run(task, {
      about: {},
      mostMs,
      done: (name) => said.push(`${name} done`),
      failed: () => said.push('failed'),
      overdrawn: () => said.push('overdrawn'),
    })
  return { ...time, turns, said, work, run }
}

test('what is short is done before `run` returns', () => {
  const { said, work, run, turns } = setUp()
  run(work('a', 3, 1))
  expect(said).toEqual(['a1', 'a2', 'a3', 'a done'])
  expect(turns.waiting).toBe(0)
})

test('what is long goes on after a while that is left to everything else, in turn with other work', () => {
  const { said, work, run, advance } = setUp()
  run(work('a', 4, 8))
  expect(said).toEqual(['a1'])
  run(work('b', 2, 8))
  expect(said).toEqual(['a1', 'b1'])
  advance(15)
  expect(said).toEqual(['a1', 'b1'])
  advance(1)
  expect(said).toEqual(['a1', 'b1', 'a2'])
  advance(100)
  expect(said).toEqual(['a1', 'b1', 'a2', 'b2', 'b done', 'a3', 'a4', 'a done'])
})

test('[DL5] what has had least time is next: long works, however many, keep nothing short waiting', () => {
  const { said, work, run, advance } = setUp()
  for (let count = 0; count < 20; count++) run(work('long', 1_000, 8))
  advance(1_000)
  const before = said.length
  run(work('short', 2, 1))
  advance(32)
  expect(said.slice(before)).toContain('short done')
  expect(said.slice(before).length).toBeLessThan(8)
})

test('much that is short waits as well, so that half of the time is left', () => {
  const { said, work, run, advance } = setUp()
  for (let count = 0; count < 10; count++) run(work('a', 1, 4))
  expect(said.filter((one) => one === 'a1')).toHaveLength(4)
  advance(100)
  expect(said.filter((one) => one === 'a done')).toHaveLength(10)
})

test('work that takes longer than it may is ended where it stands, and cleans up', () => {
  const { said, run, advance, spend } = setUp()
  function* endless(): Work<string> {
    try {
      for (;;) {
        spend(8)
        yield
      }
    } finally {
      said.push('cleaned up')
    }
  }
  run(endless(), 20)
  advance(1_000)
  expect(said).toEqual(['cleaned up', 'overdrawn'])
})

test('[DL5] what is to be done at the end of such work goes on in turns as well, and its end is told after that', () => {
  const { said, work, run, advance, spend } = setUp()
  function* costly(): Work<string> {
    try {
      for (;;) {
        spend(8)
        yield
      }
    } finally {
      for (let step = 1; step <= 3; step++) {
        said.push(`end ${step}`)
        spend(8)
        yield
      }
    }
  }
  run(costly(), 8)
  expect(said).toEqual(['end 1'])
  run(work('short', 1, 1))
  advance(1_000)
  expect(said).toEqual(['end 1', 'short1', 'short done', 'end 2', 'end 3', 'overdrawn'])
})

test('[WA1] work that throws ends alone', () => {
  const { said, work, run, advance } = setUp()
  function* broken(): Work<string> {
    yield
    throw new Error('broken')
  }
  run(work('a', 2, 8))
  run(broken())
  advance(100)
  expect(said).toEqual(['a1', 'failed', 'a2', 'a done'])
})
