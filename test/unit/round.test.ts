import { expect, test } from 'vitest'
import { Round } from '../../server/base/round.ts'
import type { RoomId } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { hubHarness } from '../support/hub-harness.ts'

const nextTurn = () => new Promise(setImmediate)

test('[FO8] a look at each of thousands goes on in further turns of the event loop, in their order', async () => {
  const { clock, spend } = fakeClock()
  const round = new Round<number>(clock)
  const looked: number[] = []
  const look = (item: number) => {
    spend(1)
    looked.push(item)
  }
  const items = Array.from({ length: 20 }, (_, at) => at)
  round.begin(() => items, look)
  expect([looked.length, round.isUnderWay]).toEqual([8, true])
  // Another one begins only behind its end.
  round.begin(() => [99], look)
  expect(looked.length).toBe(8)
  await nextTurn()
  expect(looked.length).toBe(16)
  await nextTurn()
  expect([looked, round.isUnderWay]).toEqual([items, false])
  round.begin(() => [20], look)
  expect([looked.at(-1), round.isUnderWay]).toEqual([20, false])
})

test('[FO8] a sweep of rooms in all of which something happens takes several turns, and each has one', async () => {
  const { hub, enter, spend } = hubHarness()
  const swept: string[] = []
  for (let at = 0; at < 20; at += 1) {
    const { room } = await enter(`room-${at}` as RoomId)
    const sweep = room.sweep.bind(room)
    room.sweep = () => {
      spend(1)
      swept.push(room.id)
      sweep()
    }
  }
  hub.sweep()
  expect(swept).toHaveLength(8)
  // The next sweep comes while this one is under way.
  hub.sweep()
  expect(swept).toHaveLength(8)
  await nextTurn()
  await nextTurn()
  expect(new Set(swept).size).toBe(20)
  expect(swept).toHaveLength(20)
})
