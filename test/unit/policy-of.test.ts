import { expect, test } from 'vitest'
import { Arrivals } from '../../server/base/arrivals.ts'
import { memoryStore, type Store } from '../../server/index.ts'
import { createPolicyOf } from '../../server/rooms/policy-of.ts'
import type { RoomId } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'

const ROOM = 'lesson' as RoomId

test('[ST7] the orders of a room that is not in memory are read once for many who ask, and anew once they have changed', async () => {
  const inner = memoryStore()
  const changes = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, at) => [`removed pupil ${at}`, `${at + 1}`]),
  )
  await inner.order(ROOM, changes)
  let read = 0
  let fails = false
  const store: Store = {
    ...inner,
    async orders(...args) {
      const policy = await inner.orders(...args)
      if (args[1] === undefined) read += 1
      if (fails) throw new Error('the disk is full')
      return args[1] === undefined ? policy : { ...policy, orders: {} }
    },
  }
  const { clock } = fakeClock(1_001)
  const policyOf = createPolicyOf({
    hub: { peek: () => null },
    store,
    clock,
    arrivals: new Arrivals(clock),
    roles: {},
  })
  const many = () => Promise.all(Array.from({ length: 50 }, () => policyOf(ROOM)))
  for (const { removals } of await many())
    expect(removals.list(2).map(({ id }) => id)).toEqual(['pupil 999', 'pupil 998'])
  expect(read).toBe(1)
  await inner.order(ROOM, { 'removed pupil 999': null })
  for (const { removals } of await many()) expect(removals.list(1).map(({ id }) => id)).toEqual(['pupil 998'])
  expect(read).toBe(2)
  fails = true
  await expect(policyOf('other' as RoomId)).rejects.toThrow('the disk is full')
  fails = false
  expect((await policyOf('other' as RoomId)).isEmpty).toBe(true)
})
