import { expect, test } from 'vitest'
import { LoopDelay } from '../../server/base/loop-delay.ts'
import { ConnectionRegistry } from '../../server/connections/connection-registry.ts'
import { RecentRefusals } from '../../server/connections/recent-refusals.ts'
import { Fleet } from '../../server/fleet/fleet.ts'
import { BusNodes } from '../support/bus-nodes.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { hubHarness } from '../support/hub-harness.ts'

const PAGE = { after: '', limit: 10 }

/** Two relays that know of each other, as far as people look at them; the second has a room. */
const pair = async () => {
  const time = fakeClock()
  const nodes = new BusNodes(time, 1, ['a', 'b'])
  const fleetOf = async (name: string, hasRoom: boolean) => {
    const { hub, context, enter } = hubHarness()
    if (hasRoom) await enter()
    const connections = new ConnectionRegistry({ hub, durability: 'normal', verifies: false }, context)
    const { id, questions: bus } = nodes.node(name)
    return new Fleet({ clock: time.clock, hub, connections, sweepMs: 250, id, name, bus })
  }
  const [a, b] = [await fleetOf('a', false), await fleetOf('b', true)]
  await nodes.pass(2_000)
  return { nodes, a, b, asked: () => nodes.bus.published.get('questions') ?? 0 }
}

test('[NB9] nothing is asked unless somebody looks, and who asks the same within a second is given the same answer', async () => {
  const { nodes, a, asked } = await pair()
  await nodes.pass(60_000)
  expect(asked()).toBe(0)
  const looks = Array.from({ length: 20 }, () => a.rooms(PAGE))
  await nodes.pass(250)
  for (const { rooms } of await Promise.all(looks)) expect([...rooms.keys()]).toEqual(['lesson'])
  expect(asked()).toBe(1)
  // Another page is another question.
  const next = a.rooms({ ...PAGE, after: 'm' })
  await nodes.pass(250)
  expect((await next).rooms.size).toBe(0)
  expect(asked()).toBe(2)
  await nodes.pass(1_000)
  void a.rooms(PAGE)
  await nodes.pass(250)
  expect(asked()).toBe(3)
})

test('[NB9] a relay that falls silent is called as it last called itself; one that says nothing that can be read is silent, too', async () => {
  const { nodes, a } = await pair()
  const relaysOf = async () => {
    const look = a.rooms(PAGE)
    await nodes.pass(1_250)
    return (await look).relays.map(({ name, figures }) => [name, figures !== null])
  }
  expect(await relaysOf()).toEqual([
    ['a', true],
    ['b', true],
  ])
  nodes.node('b').questions.answerBy(() => ({ name: 'c', rooms: 'all' }))
  expect(await relaysOf()).toEqual([
    ['a', true],
    ['b', false],
  ])
})

test('[HT9] the longest time for which the loop stood still is remembered for 10 to 20 s', () => {
  const time = fakeClock()
  const delay = new LoopDelay(time.clock, 250)
  const pass = (ms: number) => {
    time.advance(ms)
    delay.pass()
  }
  for (let round = 0; round < 8; round++) pass(250)
  expect(delay.longestMs).toBe(0)
  pass(1_250)
  expect(delay.longestMs).toBe(1_000)
  for (let round = 0; round < 40; round++) pass(250)
  expect(delay.longestMs).toBe(1_000)
  for (let round = 0; round < 40; round++) pass(250)
  expect(delay.longestMs).toBe(0)
})

test('[HT9] what was refused is remembered for 5 to 10 minutes', () => {
  const time = fakeClock()
  const refusals = new RecentRefusals(time.clock)
  time.advance(299_000)
  refusals.add({ room: 'lesson', connection: 'a' })
  time.advance(2_000)
  refusals.add({ room: 'lesson', connection: 'b' })
  expect([refusals.inRoom('lesson'), refusals.inRoom('a'), refusals.ofConnection('a')]).toEqual([2, 0, 1])
  time.advance(300_000)
  expect([refusals.inRoom('lesson'), refusals.ofConnection('a')]).toEqual([1, 0])
  time.advance(3_600_000)
  expect(refusals.inRoom('lesson')).toBe(0)
})
