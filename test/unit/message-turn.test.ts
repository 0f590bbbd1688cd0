import { expect, test } from 'vitest'
import { MessageTurn } from '../../server/connections/message-turn.ts'
import { fakeClock } from '../support/fake-clock.ts'

test('[FO8] messages that take long in one turn of the event loop wait for the next one', async () => {
  const { clock, spend } = fakeClock()
  const turn = new MessageTurn(clock)
  const handle = (count: number, ms: number) => {
    let last = false
    for (let message = 0; message < count; message++) {
      spend(ms)
      last = turn.handled()
    }
    return last
  }
  expect(handle(1_000, 0)).toBe(false)
  expect(handle(100, 1)).toBe(true)
  expect(turn.handled()).toBe(true)
  await new Promise(setImmediate)
  expect(handle(10, 1)).toBe(false)
  expect(handle(10, 1)).toBe(true)
  await new Promise(setImmediate)
  // Also where there are few of them: an order of a host may take some ms.
  expect(handle(4, 5)).toBe(true)
})
