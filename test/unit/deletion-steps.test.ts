import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DeletionSteps } from '../../server/document/deletion.ts'
import { Pace } from '../../server/document/pace.ts'

/** Deletes the first struct of client 1, a few structs in each transaction. */
const deleteFirst = (doc: Y.Doc) => {
  let ms = 0
  const clock = {
    monotonicMs: () => {
      ms += 1
      return ms
    },
  }
  const pace = new Pace(clock)
  const steps = new DeletionSteps(doc, [{ client: 1, clock: 0, length: 1 }], pace)
  let transactions = 0
  for (let isDone = false; !isDone; transactions++)
    isDone = doc.transact((transaction) => {
      pace.begin()
      return steps.step(transaction)
    })
  return transactions
}

/** The clocks at which the structs of client 1 begin and end. */
const bordersOf = (doc: Y.Doc) =>
  (doc.store.clients.get(1) ?? []).map(({ id, length }) => [id.clock, id.clock + length])

test.each([
  [
    'stands right of it in a list',
    (holder: Y.Array<unknown>) => {
      holder.push([new Y.Array()])
      holder.push(['deleted before'])
      holder.delete(1)
      return holder.get(0) as Y.Array<unknown>
    },
    () => new Y.Array<unknown>(),
  ],
  [
    'was there before it under its key',
    (holder: Y.Map<unknown>) => {
      holder.set('key', 'deleted before')
      return holder.set('key', new Y.Array<unknown>())
    },
    () => new Y.Map<unknown>(),
  ],
] as const)(
  '[X20] a type is deleted over many transactions, and Yjs joins it with what %s',
  (_what, fill, make) => {
    const doc = new Y.Doc()
    doc.clientID = 1
    const holder = doc.getMap('map').set('holder', make() as Y.Map<unknown> & Y.Array<unknown>)
    const inner = fill(holder)
    for (let count = 0; count < 30; count++) inner.insert(0, [new Y.Map()])
    const end = Y.getState(doc.store, 1)
    expect(deleteFirst(doc)).toBeGreaterThan(5)
    // No clock is missing, and none is there twice.
    let at = 0
    for (const [from, to] of bordersOf(doc)) {
      expect(from).toBe(at)
      at = to as number
    }
    expect(at).toBe(end)
    expect(doc.getMap('map').size).toBe(0)
  },
)
