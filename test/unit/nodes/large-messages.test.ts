import { expect, test } from 'vitest'
import { LinkedNodes } from '../../support/linked-nodes.ts'

const PAD = 'x'.repeat(15_000)

/** More than one message of nodes bears. */
const TABS = 1_200

/** A room in which one person has far more presence than all others. */
const largeRoom = async (...names: string[]) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  nodes.join('a', 1, 'ada').announce({ x: 1 })
  const tabs = Array.from({ length: TABS }, (_, index) => nodes.join('a', 100 + index, 'many'))
  for (const tab of tabs) tab.announce({ x: 0, pad: PAD })
  const later = nodes.join('a', 2, 'later')
  later.announce({ x: 2 })
  return { nodes, later }
}

const peopleAt = (nodes: LinkedNodes, name: string) => Object.keys(nodes.node(name).people)

const wereAllTold = (nodes: LinkedNodes): boolean =>
  !nodes.node('a').lines.some(({ message }) => message === 'a message is too large for the bus')

test('[NB2] presence that is larger than a message is told over several ticks, those who come last too', async () => {
  const { nodes, later } = await largeRoom('a', 'b')
  await nodes.pass(5_000)
  expect(peopleAt(nodes, 'b')).toEqual(peopleAt(nodes, 'a'))
  later.set({ x: 3 })
  await nodes.pass(200)
  expect(nodes.node('b').people[2]).toMatchObject({ x: 3 })
  expect(wereAllTold(nodes)).toBe(true)
})

test('[NB5] a node that comes later, or has missed something, is told of it in pieces, and nobody small goes meanwhile', async () => {
  const { nodes } = await largeRoom('a')
  nodes.start('b')
  await nodes.pass(5_000)
  expect(peopleAt(nodes, 'b')).toEqual(peopleAt(nodes, 'a'))
  const gone: number[] = []
  nodes.node('b').room.listen({
    removed: ({ clientId }) => gone.push(clientId),
    missed: () => undefined,
  })
  nodes.bus.split(['a'], ['b'])
  nodes.join('a', 3, 'while away').announce({ x: 3 })
  await nodes.pass(1_000)
  nodes.bus.split(['a', 'b'])
  const { said } = nodes.node('a')
  const before = said.length
  await nodes.pass(8_000)
  expect(said.slice(before).map(({ kind }) => kind)).toContain('here')
  expect(peopleAt(nodes, 'b')).toEqual(peopleAt(nodes, 'a'))
  expect(gone).not.toContain(1)
  expect(gone).not.toContain(2)
  expect(wereAllTold(nodes)).toBe(true)
})

test('[NB2] signals of one moment that are larger than a message are told in several', async () => {
  const nodes = new LinkedNodes(1, 'a', 'b')
  await nodes.pass(2_000)
  const ada = nodes.join('a', 1, 'ada')
  ada.announce()
  nodes.join('b', 2).announce()
  await nodes.pass(200)
  for (let index = 0; index < 5_000; index++) ada.signal('bell', [], `${index} ${'x'.repeat(3_900)}`)
  await nodes.pass(1_000)
  const heard = nodes.node('b').signals.map(([{ data }]) => Number.parseInt(String(data), 10))
  expect(heard).toEqual(Array.from({ length: 5_000 }, (_, index) => index))
  expect(wereAllTold(nodes)).toBe(true)
})
