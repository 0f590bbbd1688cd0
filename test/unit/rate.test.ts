import { expect, test } from 'vitest'
import { Bucket, Budget, unlessFull } from '../../server/base/rate.ts'
import { fakeClock } from '../support/fake-clock.ts'

const RATE = { burst: 10, perSecond: 2 }

test('a bucket is kept until all that was taken has come back', () => {
  const { clock, advance } = fakeClock()
  const bucket = new Bucket(clock, RATE)
  bucket.take()
  bucket.take()
  advance(999)
  expect(unlessFull(bucket)).toBe(bucket)
  advance(1)
  expect(unlessFull(bucket)).toBeNull()
})

test('a budget that is overdrawn is kept until all of it has come back', () => {
  const { clock, advance } = fakeClock()
  const budget = new Budget(clock, RATE)
  budget.spend(20)
  advance(9_999)
  expect(unlessFull(budget)).toBe(budget)
  advance(1)
  expect(unlessFull(budget)).toBeNull()
})
