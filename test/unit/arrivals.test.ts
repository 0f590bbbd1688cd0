import { expect, test } from 'vitest'
import { Arrivals } from '../../server/base/arrivals.ts'
import { fakeClock } from '../support/fake-clock.ts'

const nextTurn = () => new Promise(setImmediate)

test('[FO8] messages that take long in one turn of the event loop wait for the next one', async () => {
  const { clock, spend } = fakeClock()
  const turn = new Arrivals(clock)
  const handle = (count: number, ms: number) => {
    let last = false
    for (let message = 0; message < count; message++) {
      spend(ms)
      last = turn.taken()
    }
    return last
  }
  expect(handle(1_000, 0)).toBe(false)
  expect(handle(100, 1)).toBe(true)
  expect(turn.taken()).toBe(true)
  await nextTurn()
  expect(turn.isOver).toBe(false)
  expect(handle(10, 1)).toBe(false)
  expect(handle(10, 1)).toBe(true)
  await nextTurn()
  // Also where there are few of them: an order of a host may take some ms.
  expect(handle(4, 5)).toBe(true)
})

test('[FO8] of what waits the rooms take turns, and the sockets of a room: a message each', async () => {
  const { clock, spend } = fakeClock()
  const turn = new Arrivals(clock)
  const done: string[] = []
  const socket = (room: string, name: string, messages: number) => {
    const goOn = () => {
      for (let left = messages; left > 0; left--) {
        messages -= 1
        spend(2)
        done.push(name)
        if (!turn.taken()) continue
        if (messages > 0) turn.wait(room, goOn)
        return
      }
    }
    turn.wait(room, goOn)
  }
  socket('busy', 'a', 4)
  socket('busy', 'b', 3)
  socket('calm', 'c', 2)
  await nextTurn()
  // Ten milliseconds.
  expect(done).toEqual(['a', 'c', 'b', 'c', 'a'])
  await nextTurn()
  expect(done.slice(5)).toEqual(['b', 'a', 'b', 'a'])
})
