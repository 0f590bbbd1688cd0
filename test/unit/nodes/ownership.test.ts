import { expect, test } from 'vitest'
import { precedes } from '../../../server/nodes/precedence.ts'
import { LinkedNodes } from '../../support/linked-nodes.ts'

const shared = async (...names: string[]) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  return nodes
}

/** On which nodes an entry is owned by somebody with a socket there. */
const owners = (nodes: LinkedNodes, clientId: number) =>
  [...nodes.nodes.values()].flatMap(({ name, room }) => {
    const owner = room.presence.get(clientId)?.owner
    return owner === undefined || owner.source === 'node' ? [] : [name]
  })

test('[N13] who says that it is their own comes before who carries it along, then the later birth, then the higher node', () => {
  const claim = (isAnnounced: boolean, bornClock: number, node: string) => ({ isAnnounced, bornClock, node })
  const falling = [claim(true, 2, 'b'), claim(true, 2, 'a'), claim(true, 1, 'c'), claim(false, 3, 'd')]
  for (const [i, one] of falling.entries())
    for (const [j, other] of falling.entries()) if (i !== j) expect(precedes(one, other)).toBe(i < j)
})

test('[N13] the same person takes an entry over from another node at once, and the old socket is closed', async () => {
  const nodes = await shared('a', 'b', 'c')
  const before = nodes.join('a', 1, 'ada')
  before.announce({ x: 1 })
  await nodes.pass(200)
  const after = nodes.join('b', 1, 'ada')
  after.announce({ x: 2 })
  expect(nodes.node('b').room.presence.get(1)?.owner).toBe(after)
  await nodes.pass(200)
  expect(before.closed).toBe('silent')
  expect(owners(nodes, 1)).toEqual(['b'])
  for (const { people } of nodes.nodes.values()) expect(people).toMatchObject({ 1: { x: 2 } })
})

test('[N13] nobody takes the entry of a living client on another node', async () => {
  const nodes = await shared('a', 'b')
  const holder = nodes.join('a', 1)
  holder.announce({ x: 1 })
  await nodes.pass(200)
  nodes.join('b', 1).announce({ x: 2 })
  await nodes.pass(3_000)
  expect(holder.closed).toBeNull()
  expect(owners(nodes, 1)).toEqual(['a'])
  expect(nodes.node('b').people).toEqual({ 1: { x: 1 } })
})

test('[N13] the entry of a dead socket, or of a dead node, is granted within 1.5 s', async () => {
  const nodes = await shared('a', 'b', 'c')
  const holder = nodes.join('a', 1)
  holder.announce({ x: 1 })
  nodes.join('c', 2).announce({ x: 1 })
  await nodes.pass(200)
  holder.isAlive = false
  nodes.join('b', 1).announce({ x: 2 })
  nodes.kill('c')
  nodes.join('b', 2).announce({ x: 2 })
  await nodes.pass(1_500)
  expect(nodes.node('b').people).toEqual({ 1: { x: 2 }, 2: { x: 2 } })
  expect(holder.closed).toBe('silent')
  await nodes.pass(200)
  expect(owners(nodes, 1)).toEqual(['b'])
  expect(nodes.node('a').people).toEqual({ 1: { x: 2 }, 2: { x: 2 } })
})

test('[N13] after a split the later of two births has the entry on all nodes', async () => {
  const nodes = await shared('a', 'b', 'c')
  nodes.bus.split(['a'], ['b', 'c'])
  const first = nodes.join('a', 1)
  first.announce({ x: 1 })
  await nodes.pass(100)
  nodes.join('b', 1).announce({ x: 2 })
  await nodes.pass(7_000)
  expect(owners(nodes, 1)).toEqual(['a', 'b'])
  nodes.bus.heal()
  await nodes.pass(10_000)
  expect(first.closed).toBe('silent')
  expect(owners(nodes, 1)).toEqual(['b'])
  for (const { people } of nodes.nodes.values()) expect(people).toEqual({ 1: { x: 2 } })
})

test('[N12] a node that stood still closes the sockets whose clients are elsewhere', async () => {
  const nodes = await shared('a', 'b', 'c')
  const [gone, stays] = [nodes.join('a', 1, 'ada'), nodes.join('a', 2)]
  gone.announce({ x: 1 })
  stays.announce({ x: 1 })
  await nodes.pass(200)
  nodes.freeze('a')
  await nodes.pass(8_000)
  expect(nodes.node('b').people).toEqual({})
  nodes.join('b', 1, 'ada').announce({ x: 2 })
  await nodes.pass(52_000)
  nodes.wake('a')
  await nodes.pass(5_000)
  expect([gone.closed, stays.closed]).toEqual(['silent', null])
  expect(owners(nodes, 1)).toEqual(['b'])
  for (const { people } of nodes.nodes.values()) expect(people).toMatchObject({ 1: { x: 2 }, 2: { x: 1 } })
  expect(nodes.node('a').stored.calls).toContain('look')
})

test("[N5] an entry has its node's clock on all nodes, and never goes back", async () => {
  const nodes = new LinkedNodes(1, 'a')
  nodes.start('b', 600_000)
  await nodes.pass(2_000)
  const ada = nodes.join('a', 1)
  ada.announce({ x: 0 })
  await nodes.pass(100)
  const clock = () => nodes.node('b').room.presence.get(1)?.clock ?? 0
  for (let step = 1; step < 20; step++) {
    const before = clock()
    ada.set({ x: step })
    await nodes.pass(50)
    expect(clock()).toBeGreaterThan(before)
    // A wall that is ten minutes ahead has no part in it.
    expect(clock() - (nodes.node('a').room.presence.get(1)?.clock ?? 0)).toBeLessThan(1_000 * 1_024)
  }
})
