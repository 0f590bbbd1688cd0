import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { finish } from '../../server/base/turns.ts'
import { restoreUpdate } from '../../server/versions/restore-update.ts'

test('a restore in many steps is written by one client: each one is in the document for ever', () => {
  const doc = new Y.Doc()
  const map = doc.getMap('map')
  const stateWith = (value: number) => {
    doc.transact(() => {
      for (let index = 0; index < 1_600; index++) map.set(`${index}`, value)
    })
    return Y.encodeStateAsUpdate(doc)
  }
  const [wanted, live] = [stateWith(1), stateWith(2)]
  const update = finish(restoreUpdate(live, wanted))
  if (update === null) throw new Error('nothing is restored')
  Y.applyUpdate(doc, update)
  expect([map.get('0'), map.get('1599')]).toEqual([1, 1])
  expect(Y.decodeStateVector(Y.encodeStateVector(doc)).size).toBe(2)
})
