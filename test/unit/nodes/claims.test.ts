import { expect, test } from 'vitest'
import { LinkedNodes } from '../../support/linked-nodes.ts'
import type { Person } from '../../support/node-person.ts'

const SECRET = 'a-secret-of-ada-1'

/** Three nodes that have the room, and somebody on each of the first two. */
const world = async () => {
  const nodes = new LinkedNodes(1, 'a', 'b', 'c')
  await nodes.pass(500)
  const people = [nodes.join('a', 1), nodes.join('b', 2, 'second')] as const
  for (const one of people) one.announce()
  await nodes.pass(500)
  return { nodes, people }
}

const take = (one: Person, key = 'pen') => one.signal('claim:take', [], { key, secret: SECRET })

/** The holder of the pen, as each node says. */
const holders = ({ nodes }: LinkedNodes) =>
  [...nodes.values()].map(({ room }) => room.moderation.claims.holderOf('pen')?.clientId ?? null)

/** Those who have the pen, as each node shows it. */
const shown = ({ nodes }: LinkedNodes) =>
  [...nodes.values()].map(({ people }) =>
    Object.entries(people).flatMap(([clientId, { claims }]) =>
      claims !== undefined ? [Number(clientId)] : [],
    ),
  )

test('[CM7] two who take a key on two nodes at once: the same one has it everywhere', async () => {
  const { nodes, people } = await world()
  nodes.bus.split(['a'])
  for (const one of people) take(one)
  expect(holders(nodes)).toEqual([1, 2, null])
  nodes.bus.heal()
  await nodes.pass(5_000)
  // Of two claims of one moment the lower clientID counts.
  expect([holders(nodes), shown(nodes)]).toEqual([
    [1, 1, 1],
    [[1], [1], [1]],
  ])
  const { state } = nodes.node('b').room.presence.get(2) ?? {}
  expect(state).not.toHaveProperty('claims')
})

test('[CM7] a key of somebody on another node is taken, and free when it is given back', async () => {
  const { nodes, people } = await world()
  const [first, second] = people
  take(first)
  await nodes.pass(200)
  const refused = second.room.signal(second, { kind: 'claim:take', data: { key: 'pen' }, to: [] })
  expect(refused).toMatchObject({ fault: { code: 'claim-taken' } })
  first.signal('claim:release', [], { key: 'pen' })
  await nodes.pass(200)
  take(second)
  await nodes.pass(200)
  expect(shown(nodes)).toEqual([[2], [2], [2]])
})

test('[CM7] a host gives a key to somebody on another node, and takes it away there', async () => {
  const { nodes, people } = await world()
  const host = nodes.join('c', 3, 'host')
  host.announce()
  take(people[0])
  await nodes.pass(500)
  host.signal('claim:give', [2], { key: 'pen' })
  await nodes.pass(500)
  expect(shown(nodes)).toEqual([[2], [2], [2]])
  host.signal('claim:give', [], { key: 'pen' })
  await nodes.pass(500)
  expect([holders(nodes), shown(nodes)]).toEqual([
    [null, null, null],
    [[], [], []],
  ])
})

test('[CM7] a dead node’s keys are kept for its people, who have them on another one, and then they are free', async () => {
  const { nodes, people } = await world()
  const guest = nodes.join('a', 5)
  guest.announce()
  take(people[0])
  guest.signal('claim:take', [], { key: 'seat/1' })
  await nodes.pass(500)
  nodes.kill('a')
  await nodes.pass(6_500)
  const refused = people[1].room.signal(people[1], { kind: 'claim:take', data: { key: 'pen' }, to: [] })
  expect(refused).toMatchObject({ fault: { code: 'claim-taken' } })
  const back = nodes.join('c', 9)
  back.announce()
  take(back)
  await nodes.pass(500)
  expect(holders(nodes)).toEqual([9, 9])
  await nodes.pass(10_000)
  expect(nodes.node('b').room.moderation.claims.holderOf('seat/1')).toBeNull()
  expect(holders(nodes)).toEqual([9, 9])
})

test('[CM7] a client that moves to another node takes its key along, and nobody else gets it meanwhile', async () => {
  const { nodes, people } = await world()
  const [first, second] = people
  take(first)
  await nodes.pass(500)
  first.isAlive = false
  const back = nodes.join('b', 1)
  back.announce()
  await nodes.pass(2_000)
  second.signal('claim:take', [], { key: 'pen' })
  expect(holders(nodes)).toEqual([1, 1, 1])
  take(back)
  await nodes.pass(500)
  expect([holders(nodes), shown(nodes)]).toEqual([
    [1, 1, 1],
    [[1], [1], [1]],
  ])
})
