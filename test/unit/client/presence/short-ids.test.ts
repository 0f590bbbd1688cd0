import { expect, test } from 'vitest'
import { ShortIds } from '../../../../client/presence/short-ids.ts'
import { change, gone, whole } from '../fake-relay.ts'

const OWN = 1

const start = () => {
  const ids = new ShortIds(() => OWN)
  return { ids, take: (...items: Parameters<typeof ids.take>[0]) => [...ids.take(items)] }
}

test('[CW1] a whole entry gives a short id its client, and changes build on what was said last', () => {
  const { take } = start()
  expect(take(whole(3, 300, { x: 0, name: 'Ada' }))).toEqual([[300, { x: 0, name: 'Ada' }]])
  expect(take(change(3, { x: 0.5, y: 0.25 }))).toEqual([[300, { x: 0.5, y: 0.25, name: 'Ada' }]])
  expect(take(change(3, { hand: true }, 'name', 'x'))).toEqual([[300, { y: 0.25, hand: true }]])
})

test('[CW1] a change of one field keeps the others as the objects that they were', () => {
  const { ids } = start()
  const cursor = { anchor: 1 }
  ids.take([whole(3, 300, { cursor })])
  expect(ids.take([change(3, { x: 1 })]).get(300)).toEqual({ cursor, x: 1 })
  expect((ids.take([change(3, { x: 0 })]).get(300) as { cursor: object }).cursor).toBe(cursor)
})

test('[CW1] items are taken in order, and what they come to is said once for each client', () => {
  const { take } = start()
  expect(take(whole(3, 300, { x: 0 }), change(3, { x: 1 }), whole(4, 400, {}), gone(4, 'left'))).toEqual([
    [300, { x: 1 }],
    [400, 'left'],
  ])
})

test('[SE3] [CW1] an end says why, and its short id is not known any more', () => {
  const { take } = start()
  take(whole(3, 300, {}), whole(4, 400, {}))
  expect(take(gone(3, 'left'), gone(4, 'lost'))).toEqual([
    [300, 'left'],
    [400, 'lost'],
  ])
  expect(take(gone(3, 'left'), change(4, { x: 1 }))).toEqual([])
})

test('[CW1] a short id that is given to somebody else takes the one before with it', () => {
  const { take } = start()
  take(whole(3, 300, { name: 'Ada' }))
  expect(take(whole(3, 301, { name: 'Bob' }))).toEqual([
    [300, 'lost'],
    [301, { name: 'Bob' }],
  ])
  expect(take(gone(3, 'left'), whole(3, 300, { name: 'Ada' }))).toEqual([
    [301, 'left'],
    [300, { name: 'Ada' }],
  ])
})

test('[CW1] a client that gets another short id is no longer in the one before', () => {
  const { take } = start()
  take(whole(3, 300, { name: 'Ada', hand: true }))
  expect(take(whole(5, 300, { name: 'Ada' }))).toEqual([[300, { name: 'Ada' }]])
  expect(take(change(3, { x: 1 }), gone(3, 'lost'))).toEqual([])
  expect(take(change(5, { x: 1 }))).toEqual([[300, { name: 'Ada', x: 1 }]])
})

test('[CW1] ids that are not known are left alone', () => {
  const { take } = start()
  expect(take(change(3, { x: 1 }), gone(4, 'lost'), change(0, { x: 1 }))).toEqual([])
})

test('[PR10] this client is not told of itself, and whoever had that short id is gone', () => {
  const { take } = start()
  take(whole(3, 300, {}))
  expect(take(whole(3, OWN, { x: 1 }), change(3, { x: 0 }), gone(3, 'left'))).toEqual([[300, 'lost']])
})

test('[CW1] on a new socket no number means anything', () => {
  const { ids, take } = start()
  take(whole(3, 300, {}))
  ids.clear()
  expect(take(change(3, { x: 1 }), gone(3, 'left'))).toEqual([])
  expect(take(whole(4, 300, {}), gone(4, 'left'))).toEqual([[300, 'left']])
})
