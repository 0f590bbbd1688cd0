import { expect, test } from 'vitest'
import { Closing } from '../../server/rooms/closing.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'

/** Some of which each takes a ms to be closed. */
const room = () => {
  const { clock, advance, spend } = fakeClock()
  const closed: string[] = []
  const named = (id: string) =>
    participant({
      id,
      close: () => {
        spend(1)
        closed.push(id)
      },
    })
  return { closing: new Closing(clock), closed, named, advance }
}

test('[SG9] people who are closed one by one in one turn are closed in several, in order, and each once', () => {
  const { closing, closed, named, advance } = room()
  const ids = Array.from({ length: 50 }, (_, index) => `${index}`)
  for (const id of ids) closing.close([named(id)], 'removed')
  expect(closed).toEqual(ids.slice(0, 8))
  advance(1)
  expect(closed.length).toBeGreaterThan(8)
  expect(closed.length).toBeLessThan(50)
  closing.close([named('another')], 'silent')
  for (let turn = 0; turn < 10; turn++) advance(1)
  expect(closed).toEqual([...ids, 'another'])
  closing.close([named('alone')], 'removed')
  expect(closed.at(-1)).toBe('alone')
})

test('one that cannot be closed keeps no other one', () => {
  const { closing, closed, named, advance } = room()
  const bad = participant({
    close: () => {
      throw new Error('no')
    },
  })
  expect(() => closing.close([bad, named('next')], 'removed')).toThrow('no')
  advance(1)
  expect(closed).toEqual(['next'])
})
