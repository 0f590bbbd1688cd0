import { expect, test } from 'vitest'
import { metric, sharedRoom } from '../support/shared-room.ts'

test('[NB7] a node that dies is gone within 6 s, and its room is told once', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b', 'c')
  const { id } = nodes.node('c')
  nodes.kill('c')
  await nodes.pass(4_000)
  expect(rooms[0].happened).toEqual([])
  await nodes.pass(2_500)
  expect([rooms[0].happened, rooms[1].happened]).toEqual([[`dead ${id}`], [`dead ${id}`]])
  expect(nodes.node('a').nodes).toBe(2)
})

test('[NB7] a node whose loop stands still for nearly 5 s takes nobody for dead', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.freeze('a')
  // What it heard last is older than that by now.
  await nodes.pass(4_750)
  nodes.wake('a')
  nodes.node('a').sweep()
  await nodes.pass(5_000)
  expect(rooms[0].happened).not.toContain(`dead ${nodes.node('b').id}`)
})

test('[NB7] a node that does not hear itself for 3 s says so, and that it is there again', async () => {
  const { nodes } = await sharedRoom('a', 'b')
  const node = nodes.node('a')
  expect(node.isUp).toBe(true)
  // Its transport says that all is well.
  nodes.bus.faults = { loss: 1, repeat: 0, delayMs: 0, isOrdered: true }
  await nodes.pass(1_750)
  expect(node.isUp).toBe(true)
  await nodes.pass(2_000)
  expect(node.isUp).toBe(false)
  expect(await metric(nodes, 'a', 'homeroom_bus_up')).toBe('homeroom_bus_up 0')
  nodes.heal()
  await nodes.pass(1_250)
  expect(node.isUp).toBe(true)
  expect(nodes.logs.get('a')?.lines.map(({ level, message }) => [level, message])).toEqual([
    ['error', 'the bus does not answer: rooms hear nothing of other nodes'],
    ['info', 'the bus is there again'],
  ])
})

test.each(['stood still', 'was cut off'])('[NB8] a node that %s for 7 s is a new one', async (what) => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const [a, b] = [nodes.node('a').id, nodes.node('b').id]
  if (what === 'stood still') nodes.freeze('a')
  else nodes.bus.cut('a')
  await nodes.pass(7_000)
  expect(rooms[1].happened).toEqual([`dead ${a}`])
  if (what === 'stood still') nodes.wake('a')
  else nodes.bus.mend('a')
  await nodes.pass(1_500)
  expect(rooms[0].happened.filter((event) => event === 'thawed' || event === 'subscribed')).toEqual([
    'thawed',
    'subscribed',
  ])
  rooms[0].say()
  await nodes.pass(250)
  expect(rooms[1].known.get(a)?.said).toBe(1)
  expect(rooms[0].known.get(b)?.said).toBe(0)
})
