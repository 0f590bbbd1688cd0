import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Pacing } from '../../server/connections/pacing.ts'
import { fakeClock } from '../support/fake-clock.ts'

const setUp = () => {
  const { clock, advance } = fakeClock()
  const pings: string[] = []
  const ws = { OPEN: 1, readyState: 1, ping: (data: string) => pings.push(data) } as unknown as WebSocket
  const pacing = new Pacing(ws, clock)
  /** Sends for as long as there is room, and gives how many parts that were. */
  const fill = (): number => {
    let count = 0
    for (; !pacing.isFull; count++) pacing.sent()
    return count
  }
  const answer = (ping: string | undefined) => pacing.answered(Buffer.from(ping ?? ''))
  /** What is under way arrives, each part so long after the one before. */
  const arrive = (eachMs: number) => {
    for (const ping of pings.splice(0)) {
      advance(eachMs)
      answer(ping)
    }
  }
  return { pacing, pings, advance, fill, answer, arrive }
}

test('[DO11] two parts may be under way at first; a line on which they arrive quickly gets up to 32', () => {
  const { fill, arrive } = setUp()
  expect(fill()).toBe(2)
  const counts: number[] = []
  for (let round = 0; round < 8; round++) {
    arrive(3)
    counts.push(fill())
  }
  expect(counts).toEqual([4, 8, 16, 32, 32, 32, 32, 32])
})

test('[DO11] a line on which a part takes nearly a second has one at a time, and one that gets slow comes back to that', () => {
  const { fill, arrive } = setUp()
  fill()
  arrive(870)
  expect(fill()).toBe(1)
  arrive(100)
  fill()
  for (let round = 0; round < 4; round++) {
    arrive(3)
    fill()
  }
  for (let round = 0; round < 6; round++) {
    arrive(1_200)
    fill()
  }
  arrive(1_200)
  expect(fill()).toBe(1)
})

test('[DO11] a pong answers all pings before it, once, and other pongs answer none', () => {
  const { pacing, pings, fill, answer } = setUp()
  fill()
  expect(answer('3')).toBe(false)
  expect(answer('')).toBe(false)
  expect(answer(pings.at(-1))).toBe(true)
  expect(pings.map(answer)).toEqual([false, false])
  expect(pacing.isFull).toBe(false)
})

test('[DO11] a client that answers no ping for 20 s is asked no more, and nothing waits for it', () => {
  const { pacing, pings, advance, fill } = setUp()
  fill()
  advance(19_999)
  expect(pacing.isFull).toBe(true)
  advance(1)
  expect(pacing.isFull).toBe(false)
  for (let count = 0; count < 100; count++) pacing.sent()
  expect(pacing.isFull).toBe(false)
  expect(pings).toHaveLength(2)
})
