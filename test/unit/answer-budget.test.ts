import { expect, test } from 'vitest'
import { AnswerBudgets } from '../../server/connections/answer-budget.ts'
import { fakeClock } from '../support/fake-clock.ts'

const MINUTE_MS = 60_000

const setUp = () => {
  const { clock, advance } = fakeClock()
  const budgets = new AnswerBudgets(clock)
  /** What so many connections of an address are answered until none has credit, in ms of work; each answer takes `ms`. */
  const usedUp = (address: string, connections: number, ms = 50): number => {
    const opened = Array.from({ length: connections }, () => budgets.open(address))
    let usedMs = 0
    for (const budget of opened) for (; budget.hasCredit; usedMs += ms) budget.spend(ms)
    return usedMs
  }
  return { budgets, advance, usedUp }
}

test('[X23] [DO12] a connection has 3 s of answers at once, and 0.1 s more each second', () => {
  const { budgets, advance } = setUp()
  const budget = budgets.open('192.0.2.1')
  budget.spend(3_001)
  expect(budget.hasCredit).toBe(false)
  advance(20)
  expect(budget.hasCredit).toBe(true)
  budget.send(64 * 1024 * 100)
  expect(budget.hasCredit).toBe(false)
})

test('[X23] [DO12] a hundred connections of one address have no more than ten together, and others have their own', () => {
  const { advance, usedUp } = setUp()
  expect(usedUp('192.0.2.1', 1)).toBeLessThan(3_200)
  advance(2 * MINUTE_MS)
  expect(usedUp('192.0.2.1', 100)).toBeLessThan(30_200)
  // New connections bring nothing with them.
  expect(usedUp('192.0.2.1', 100)).toBe(0)
  expect(usedUp('192.0.2.2', 100)).toBeGreaterThan(29_000)
  advance(MINUTE_MS / 6)
  expect(usedUp('192.0.2.1', 100)).toBeLessThan(5_200)
  advance(2 * MINUTE_MS)
  expect(usedUp('192.0.2.1', 100)).toBeGreaterThan(29_000)
})
