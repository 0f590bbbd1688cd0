import { expect, test } from 'vitest'
import { SharedWork } from '../../server/base/shared-work.ts'
import { finish, type Work } from '../../server/base/turns.ts'

const counting = () => {
  let steps = 0
  function* work(): Work<string> {
    for (; steps < 4; steps++) yield
    return 'done'
  }
  return { shared: new SharedWork(work()), steps: () => steps }
}

test('each step of one that waits is a step for all', () => {
  const { shared, steps } = counting()
  const [one, other] = [shared.wait(), shared.wait()]
  for (const work of [one, other, one, other]) expect(work.next().done).toBe(false)
  expect(shared.value).toBeNull()
  expect(one.next()).toEqual({ done: true, value: 'done' })
  expect(finish(other)).toBe('done')
  expect(finish(shared.wait())).toBe('done')
  expect(shared.value).toBe('done')
  expect(steps()).toBe(4)
})

test('it goes on for the others when one of them gives up', () => {
  const { shared } = counting()
  const [one, other] = [shared.wait(), shared.wait()]
  one.next()
  one.return('')
  expect(finish(other)).toBe('done')
})

test('all that wait hear that it has failed, and nobody is given a result', () => {
  function* failing(): Work<string> {
    yield
    throw new Error('out of reach')
  }
  const shared = new SharedWork(failing())
  const [one, other] = [shared.wait(), shared.wait()]
  one.next()
  expect(shared.hasFailed).toBe(false)
  expect(() => finish(one)).toThrow('out of reach')
  expect(() => finish(other)).toThrow('has failed')
  expect(shared.hasFailed).toBe(true)
  expect(shared.value).toBeNull()
})
