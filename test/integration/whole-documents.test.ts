import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomHandle } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { startRelay } from '../support/start-relay.ts'

/** So many values take the relay several turns. */
const VALUES = 8_000
const CLIENT = 7

/** A document of many items of one client, and what would replace all of it in one update. */
const replaceable = () => {
  const doc = new Y.Doc({ gc: false })
  doc.clientID = CLIENT
  const map = doc.getMap<number>('map')
  const set = (value: number) => {
    const before = Y.encodeStateVector(doc)
    doc.transact(() => {
      for (let index = 0; index < VALUES; index++) map.set(`${index}`, value)
    })
    return Y.encodeStateAsUpdate(doc, before)
  }
  return { first: set(1), second: set(2) }
}

/** How many values there are of each kind. */
const countsIn = (values: Iterable<unknown>): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[`${value}`] = (counts[`${value}`] ?? 0) + 1
  return counts
}

const countsOf = (update: Uint8Array) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return countsIn(doc.getMap('map').values())
}

type Looking = (room: RoomHandle, url: string) => Promise<Record<string, number>>

const LOOKS: readonly [string, Looking][] = [
  ['snapshot', async (room) => countsOf(await room.snapshot())],
  ['json', async (room) => countsIn(Object.values((await room.json()).map?.value ?? {}))],
  ['read', (room) => room.read((doc) => countsIn(doc.getMap('map').values()))],
  ['HTTP', async (_, url) => countsOf((await apiClient(url).get('/rooms/lesson/document')).bytes)],
]

test.each(LOOKS)('no half of an update is seen by %s while it is put in', async (_, look) => {
  const { relay, url } = await startRelay()
  const room = await relay.room('lesson')
  const { first, second } = replaceable()
  const there = new Y.Doc()
  there.getMap('map').set('there', true)
  // No copy of the document is made yet, as `transact` would.
  await room.update(Y.encodeStateAsUpdate(there))
  const whole = [{ true: 1 }, { true: 1, 1: VALUES }, { true: 1, 2: VALUES }]
  for (const update of [first, second]) {
    let isIn = false
    const taken = room.update(update).finally(() => {
      isIn = true
    })
    while (!isIn) {
      expect(whole).toContainEqual(await look(room, url))
      // A look at a copy that is there takes no turn of the event loop.
      await nextTurn()
    }
    await taken
  }
  expect(await look(room, url)).toEqual(whole[2])
})

test('no half of an update is seen that comes while the document is taken out, and nobody is kept from writing', async () => {
  const { relay } = await startRelay()
  const room = await relay.room('lesson')
  await room.update(replaceable().first)
  await room.transact((doc) => doc.getMap('map').set('typed', 'x'))
  const typed = async (times: number) => {
    for (let index = 0; index < times; index++)
      await room.transact((doc) => doc.getMap('map').set('typed', 'x'))
  }
  for (let index = 0; index < 5; index++) {
    const [snapshot] = await Promise.all([room.snapshot(), typed(20)])
    expect(countsOf(snapshot)).toEqual({ 1: VALUES, x: 1 })
  }
})
