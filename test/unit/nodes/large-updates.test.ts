import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { NODE_UPDATE_BYTES } from '../../../server/bus/bounds.ts'
import { docOf } from '../../support/hub-harness.ts'
import { LinkedNodes } from '../../support/linked-nodes.ts'
import { randomFrom } from '../../support/random.ts'
import { SimulatedStore } from '../../support/simulated-store.ts'

const setUp = async (...names: string[]) => {
  const nodes = new LinkedNodes(1)
  const store = new SimulatedStore('lesson', randomFrom(1))
  const start = async (name: string) => {
    const found = await store.open()
    nodes.start(name, 0, { store: { seenBy: (clock) => store.seenBy(clock), found } })
    await nodes.pass(2_000)
  }
  for (const name of names) await start(name)
  const sizeOn = (name: string) =>
    (docOf(nodes.node(name).room).getMap('map').get('file') as Uint8Array)?.length
  return { nodes, store, start, sizeOn }
}

const SMALLER = 2 * 1024 * 1024

/** An update of that many bytes, with one value that cannot be divided. */
const updateOf = (bytes: number): { update: Uint8Array; size: number } => {
  const withValue = (size: number) => {
    const doc = new Y.Doc()
    doc.clientID = 1
    doc.getMap('map').set('file', new Uint8Array(size))
    return Y.encodeStateAsUpdate(doc)
  }
  // What stands before the value is as long for each size from here on.
  const size = bytes - (withValue(SMALLER).length - SMALLER)
  return { update: withValue(size), size }
}

test.for([
  [0, 'as large as a message may be goes over the bus'],
  [1, 'that is larger is read in the store'],
] as const)('[NB2][N8] an update %i bytes over the bound, %s', async ([over]) => {
  const { nodes, store, sizeOn } = await setUp('a', 'b')
  const { update, size } = updateOf(NODE_UPDATE_BYTES + over)
  expect(update).toHaveLength(NODE_UPDATE_BYTES + over)
  store.fail()
  nodes.join('a', 1).send(update)
  await nodes.pass(2_000)
  expect(sizeOn('b')).toBe(over === 0 ? size : undefined)
  store.heal()
  await nodes.pass(10_000)
  expect(sizeOn('b')).toBe(size)
  expect(nodes.node('a').lines.filter(({ message }) => message.includes('too large'))).toEqual([])
})

test('[NB2][N8] a node that asks for one that is larger reads it in the store, once it is there', async () => {
  const { nodes, store, start, sizeOn } = await setUp('a')
  const { update, size } = updateOf(NODE_UPDATE_BYTES + 1)
  store.fail()
  nodes.join('a', 1).send(update)
  await start('b')
  expect(sizeOn('b')).toBeUndefined()
  store.heal()
  await nodes.pass(10_000)
  expect(sizeOn('b')).toBe(size)
  expect(nodes.node('a').lines.filter(({ message }) => message.includes('too large'))).toEqual([])
})
