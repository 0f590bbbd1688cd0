import { expect, test } from 'vitest'
import { LinkedNodes } from '../../support/linked-nodes.ts'

const shared = async (...names: string[]) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  return nodes
}

test('[N1] people of one node are seen on the others, moved, changed and gone', async () => {
  const nodes = await shared('a', 'b', 'c')
  const ada = nodes.join('a', 1, 'ada')
  ada.announce({ x: 0.5, y: 0.5, name: 'Ada' })
  const bea = nodes.join('b', 2)
  bea.announce({ x: 0.1, y: 0.1 })
  const cleo = nodes.join('c', 3)
  cleo.announce({ x: 0.2, y: 0.2 })
  await nodes.pass(200)
  for (let step = 0; step < 50; step++) {
    ada.set({ x: step / 100, y: 0.3 })
    bea.set({ x: step / 100, y: 0.4 })
    cleo.set({ x: step / 100, y: 0.5 })
    await nodes.pass(50)
  }
  await nodes.pass(200)
  for (const name of ['a', 'b', 'c'])
    expect(nodes.node(name).people).toMatchObject({
      1: { x: 0.49, y: 0.3, name: 'Ada', id: 'ada', role: 'host' },
      2: { x: 0.49, y: 0.4 },
      3: { x: 0.49, y: 0.5 },
    })
  bea.leave()
  await nodes.pass(200)
  for (const name of ['a', 'b', 'c']) expect(Object.keys(nodes.node(name).people)).toEqual(['1', '3'])
})

test('what is written on one node is in the document of the others', async () => {
  const nodes = await shared('a', 'b', 'c')
  nodes.join('a', 1).write('one ')
  nodes.join('b', 2).write('two ')
  await nodes.pass(200)
  nodes.join('c', 3).write('three ')
  await nodes.pass(200)
  const { text } = nodes.node('a')
  expect(text).toHaveLength(14)
  for (const name of ['b', 'c']) expect(nodes.node(name).text).toBe(text)
})
