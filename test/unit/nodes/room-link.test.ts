import { expect, test } from 'vitest'
import type { NodeMessage } from '../../../server/bus/node-message.ts'
import { LinkedNodes } from '../../support/linked-nodes.ts'

const shared = async (...names: string[]) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  return nodes
}

const count = (said: readonly NodeMessage[], kind: NodeMessage['kind']) =>
  said.filter((message) => message.kind === kind).length

test('[N1] people of one node are seen on the others, moved, changed and gone', async () => {
  const nodes = await shared('a', 'b', 'c')
  const ada = nodes.join('a', 1, 'ada')
  ada.announce({ x: 0.5, y: 0.5, name: 'Ada' })
  const second = nodes.join('b', 2)
  second.announce({ x: 0.1, y: 0.1 })
  const third = nodes.join('c', 3)
  third.announce({ x: 0.2, y: 0.2 })
  await nodes.pass(200)
  for (let step = 0; step < 50; step++) {
    ada.set({ x: step / 100, y: 0.3 })
    second.set({ x: step / 100, y: 0.4 })
    third.set({ x: step / 100, y: 0.5 })
    await nodes.pass(50)
  }
  await nodes.pass(200)
  for (const name of ['a', 'b', 'c'])
    expect(nodes.node(name).people).toMatchObject({
      1: { x: 0.49, y: 0.3, name: 'Ada', id: 'ada', role: 'host' },
      2: { x: 0.49, y: 0.4 },
      3: { x: 0.49, y: 0.5 },
    })
  second.leave()
  await nodes.pass(200)
  for (const name of ['a', 'b', 'c']) expect(Object.keys(nodes.node(name).people)).toEqual(['1', '3'])
})

test('[N1] alone a room tells nothing, and everything to the node that comes', async () => {
  const nodes = await shared('a')
  const ada = nodes.join('a', 1)
  ada.announce({ x: 0 })
  for (let step = 0; step < 100; step++) {
    ada.set({ x: step })
    ada.write('a')
    await nodes.pass(50)
  }
  expect(nodes.bus.published.get('room:lesson')).toBe(1)
  nodes.start('b')
  await nodes.pass(1_000)
  expect(nodes.node('b').people).toEqual({ 1: { x: 99 } })
  expect(nodes.node('b').text).toHaveLength(100)
})

test('[N3] a tick is one message of presence, and one of updates', async () => {
  const nodes = await shared('a', 'b')
  const people = Array.from({ length: 20 }, (_, i) => nodes.join('a', i + 1))
  for (const person of people) person.announce({ x: 0 })
  await nodes.pass(200)
  const { said } = nodes.node('a')
  const before = [count(said, 'presence'), count(said, 'update')]
  for (let step = 0; step < 200; step++) {
    for (const person of people) person.set({ x: step })
    people[0]?.write('a')
    await nodes.pass(10)
  }
  const [presence = 0, updates = 0] = before
  // 2 s of ticks of 33 ms, for 4 000 moves and 200 updates.
  expect(count(said, 'presence') - presence).toBeLessThanOrEqual(61)
  expect(count(said, 'update') - updates).toBeLessThanOrEqual(61)
  expect(count(said, 'presence') - presence).toBeGreaterThan(30)
  await nodes.pass(200)
  expect(nodes.node('b').people).toEqual(nodes.node('a').people)
  expect(nodes.node('b').text).toHaveLength(200)
})

test('[N3] signals go to those whom they name, on whatever node, once each', async () => {
  const nodes = await shared('a', 'b', 'c')
  const [ada, second, third] = [nodes.join('a', 1), nodes.join('b', 2), nodes.join('c', 3)]
  for (const person of [ada, second, third]) person.announce()
  await nodes.pass(200)
  ada.signal('bell', [], 'all')
  ada.signal('bell', [2], 'second')
  ada.signal('bell', [1], 'self')
  await nodes.pass(300)
  const heard = (name: string) =>
    nodes.node(name).signals.map(([{ data, from }, to]) => [data, from.clientId, to])
  expect(heard('b')).toEqual([
    ['all', 1, null],
    ['second', 1, [second.id]],
  ])
  expect(heard('c')).toEqual([['all', 1, null]])
  expect(nodes.node('a').said.filter(({ kind }) => kind === 'signals')).toHaveLength(2)
})

test('[N8] a node tells how much of what it told is stored, and who is gone is told to the store', async () => {
  const nodes = await shared('a', 'b')
  const { id } = nodes.node('a').node
  nodes.join('a', 1).write('one ')
  await nodes.pass(100)
  nodes.kill('a')
  await nodes.pass(7_000)
  const { calls } = nodes.node('b').stored
  expect(calls).toContain(`heard 1 of ${id}`)
  expect(calls.filter((call) => call !== 'look').at(-1)).toBe(`orphaned of ${id}`)
})

test('[N11] people of a node that is killed are lost within 10 s, and those of one that says bye at once', async () => {
  const nodes = await shared('a', 'b', 'c')
  nodes.join('a', 1).announce({ x: 1 })
  nodes.join('b', 2).announce({ x: 2 })
  await nodes.pass(200)
  nodes.kill('a')
  await nodes.pass(4_000)
  expect(Object.keys(nodes.node('c').people)).toEqual(['1', '2'])
  await nodes.pass(6_000)
  expect(Object.keys(nodes.node('c').people)).toEqual(['2'])
  nodes.node('b').link.close()
  await nodes.pass(100)
  expect(nodes.node('c').people).toEqual({})
})

test('[LM2] the connections of a room on other nodes are counted', async () => {
  const nodes = await shared('a', 'b', 'c')
  const people = [nodes.join('a', 1), nodes.join('a', 2), nodes.join('b', 3)]
  await nodes.pass(200)
  const elsewhere = () => ['a', 'b', 'c'].map((name) => nodes.node(name).room.remote.connections)
  expect(elsewhere()).toEqual([1, 2, 3])
  people[0]?.leave()
  await nodes.pass(200)
  expect(elsewhere()).toEqual([1, 1, 2])
  nodes.kill('a')
  await nodes.pass(10_000)
  expect(nodes.node('c').room.remote.connections).toBe(1)
})

test('[N9] while a node is cut off, the others look for what it stores, and each room for ten minutes at most', async () => {
  const nodes = await shared('a', 'b', 'c')
  nodes.bus.split(['a', 'b'], ['c'])
  await nodes.pass(7_000)
  const { calls } = nodes.node('a').stored
  const looks = () => calls.filter((call) => call === 'look').length
  const before = looks()
  await nodes.pass(60_000)
  expect(looks() - before).toBe(30)
  await nodes.pass(10 * 60_000)
  const end = looks()
  await nodes.pass(60_000)
  expect(looks()).toBe(end)
})

test('[N9] a node that has said goodbye is not looked for', async () => {
  const nodes = await shared('a', 'b')
  nodes.node('b').channel.close()
  await nodes.pass(60_000)
  expect(nodes.node('a').stored.calls).not.toContain('look')
})
