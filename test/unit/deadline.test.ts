import { expect, test } from 'vitest'
import { withDeadline } from '../../server/base/deadline.ts'

test('[GA11] C56 what never settles is late, what settles in time is what it is, and a failure stays one', async () => {
  const never = new Promise<string>(() => undefined)
  expect(await withDeadline(1, never, 'late')).toBe('late')
  expect(await withDeadline(60_000, Promise.resolve('in time'), 'late')).toBe('in time')
  await expect(withDeadline(60_000, Promise.reject(new Error('no')), 'late')).rejects.toThrow('no')
})
