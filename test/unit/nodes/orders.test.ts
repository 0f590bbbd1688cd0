import { expect, test } from 'vitest'
import { LinkedNodes } from '../../support/linked-nodes.ts'

const shared = async (...names: string[]) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  return nodes
}

const queue = (nodes: LinkedNodes, name: string) =>
  Object.entries(nodes.node(name).people)
    .filter(([, { hand }]) => hand === true)
    .sort(([, one], [, other]) => Number(one.handAt) - Number(other.handAt))
    .map(([clientId]) => Number(clientId))

test('[N6] hands of all nodes stand in one order, also where a wall is behind', async () => {
  const nodes = new LinkedNodes(1, 'a')
  nodes.start('b', -5_000)
  await nodes.pass(2_000)
  const people = [nodes.join('a', 1), nodes.join('b', 2), nodes.join('a', 3), nodes.join('b', 4)]
  for (const person of people) person.announce()
  for (const person of people) {
    await nodes.pass(100)
    person.set({ hand: true })
  }
  await nodes.pass(100)
  expect(queue(nodes, 'a')).toEqual([1, 2, 3, 4])
  expect(nodes.node('b').people).toEqual(nodes.node('a').people)
})

test('[N6] a place is kept on every node, also on one that came later', async () => {
  const nodes = await shared('a', 'b')
  const ada = nodes.join('a', 1, 'ada')
  ada.announce({ hand: true })
  await nodes.pass(100)
  nodes.join('b', 2).announce({ hand: true })
  await nodes.pass(100)
  const { handAt } = nodes.node('b').people[1] ?? {}
  ada.leave('lost')
  await nodes.pass(1_000)
  nodes.start('c')
  await nodes.pass(1_000)
  nodes.kill('a')
  await nodes.pass(60_000)
  nodes.join('c', 7, 'ada').announce({ hand: true })
  await nodes.pass(100)
  expect(nodes.node('c').people[7]).toMatchObject({ hand: true, handAt })
  expect(queue(nodes, 'b')).toEqual([7, 2])
  expect(nodes.node('b').room.remote.hands().places).toEqual([])
})

test('[N6] a hand that a host on another node lowers stays down until its owner has heard of it', async () => {
  const nodes = await shared('a', 'b', 'c')
  const [host, ada] = [nodes.join('a', 1), nodes.join('b', 2, 'ada')]
  host.announce()
  ada.announce({ hand: true }, 5)
  await nodes.pass(100)
  const old = ada.state
  host.signal('lower-hand', [2])
  await nodes.pass(200)
  for (const name of ['a', 'b', 'c']) expect(queue(nodes, name)).toEqual([])
  expect(ada.news).toContainEqual(expect.objectContaining({ kind: 'lowered' }))
  ada.leave('lost')
  await nodes.pass(100)
  const back = nodes.join('c', 2, 'ada')
  back.announce(old, 5)
  await nodes.pass(100)
  for (const name of ['a', 'b', 'c']) expect(queue(nodes, name)).toEqual([])
  expect(back.news).toContainEqual(expect.objectContaining({ kind: 'lowered' }))
  back.set({ hand: true })
  await nodes.pass(100)
  expect(queue(nodes, 'a')).toEqual([2])
})

test('a host removes an anonymous person on another node, and gives a role there', async () => {
  const nodes = await shared('a', 'b')
  const [host, out, up] = [nodes.join('a', 1, 'host'), nodes.join('b', 2), nodes.join('b', 3)]
  for (const person of [host, out, up]) person.announce()
  await nodes.pass(100)
  host.signal('remove', [2])
  host.signal('role', [3], 'viewer')
  await nodes.pass(300)
  expect(out.closed).toBe('removed')
  expect(up.identity.role).toBe('viewer')
  expect(Object.keys(nodes.node('a').people)).toEqual(['1'])
})

test('of two orders to follow on two nodes the later counts on both, and it ends with the host', async () => {
  const nodes = await shared('a', 'b', 'c')
  const [one, other] = [nodes.join('a', 1, 'one'), nodes.join('b', 2, 'other')]
  for (const person of [one, other]) person.announce()
  await nodes.pass(100)
  one.signal('follow', [], true)
  await nodes.pass(1)
  other.signal('follow', [], true)
  await nodes.pass(500)
  const follows = () => [...nodes.nodes.values()].map(({ room }) => room.rules.follow)
  expect(new Set(follows()).size).toBe(1)
  expect(follows()[0]).not.toBeNull()
  nodes.start('d')
  await nodes.pass(1_000)
  expect(new Set(follows()).size).toBe(1)
  one.leave()
  other.leave()
  await nodes.pass(1_000)
  expect(follows()).toEqual([null, null, null, null])
})

test('[SG8] who is on a node that dies as the room is locked on another one, may come back', async () => {
  const nodes = await shared('a', 'b')
  const [host, ada] = [nodes.join('a', 1, 'host'), nodes.join('b', 2, 'ada')]
  host.announce()
  ada.announce()
  await nodes.pass(100)
  nodes.kill('b')
  host.signal('lock', [], true)
  const { policy } = nodes.node('a').room.moderation
  const admitted = (id: string) =>
    policy.admit({ identity: { ...ada.identity, id, role: 'member', rights: 'member' }, issuedAtMs: null }).ok
  expect([admitted('ada'), admitted('another')]).toEqual([true, false])
})
