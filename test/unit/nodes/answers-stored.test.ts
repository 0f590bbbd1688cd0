import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LinkedNodes } from '../../support/linked-nodes.ts'
import { randomFrom } from '../../support/random.ts'
import { SimulatedStore } from '../../support/simulated-store.ts'

/** Nodes over one store, and how large each of its records is. */
const setUp = () => {
  const nodes = new LinkedNodes(1)
  const store = new SimulatedStore('lesson', randomFrom(1))
  const start = async (name: string) => {
    nodes.start(name, 0, { store: { seenBy: (clock) => store.seenBy(clock), found: await store.open() } })
    await nodes.pass(2_000)
    return nodes.node(name)
  }
  const records = async () => (await store.open()).updates.map(({ length }) => length)
  return { nodes, start, records }
}

/** Every second struct of it is deleted, so that each deletion is told by itself. */
const muchDeleted = (): Uint8Array => {
  const doc = new Y.Doc()
  const map = doc.getMap<number>('map')
  doc.transact(() => {
    for (let n = 0; n < 1_000; n++) {
      map.set(`kept ${n}`, n)
      map.set('last', n)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

test('[N8] of an answer a node stores what is new to it: not all deletions of the document with each', async () => {
  const { nodes, start, records } = setUp()
  const first = await start('a')
  const ada = nodes.join('a', 1)
  const content = muchDeleted()
  ada.send(content)
  await nodes.pass(1_000)
  const second = await start('b')
  const [whole = 0, ...more] = await records()
  expect(more).toEqual([])

  nodes.bus.mute('a', 'b')
  ada.write('one ')
  await nodes.pass(2_000)
  expect(await records()).toHaveLength(2)
  nodes.bus.heal()
  await nodes.pass(10_000)
  expect(second.text).toBe('one ')
  const later = (await records()).slice(1)
  // That of the node where it was written, and that of the one which was told of it by an answer.
  expect(later).toHaveLength(2)
  expect(Math.max(...later)).toBeLessThan(100)

  for (let times = 0; times < 3; times++) {
    second.link.missed(first.node.id)
    await nodes.pass(2_000)
  }
  expect(await records()).toHaveLength(3)
  const answers = first.said.flatMap((message) => (message.kind === 'diff' ? [message.update.length] : []))
  expect(answers.length).toBeGreaterThan(3)
  expect(Math.min(...answers)).toBeGreaterThan(whole / 20)
})
