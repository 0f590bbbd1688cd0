import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { finish } from '../../server/base/turns.ts'
import { readStateVector } from '../../server/document/state-vector.ts'

const MOST = 40_000

const vectorOf = (entries: number) =>
  Y.encodeStateVector(new Map(Array.from({ length: entries }, (_, client) => [client, client + 1])))

test('[DO12] a state vector is read in steps, and the clients that the document knows are kept', () => {
  const clients = new Map([
    [7, []],
    [39_999, []],
    [50_000, []],
  ])
  const reading = readStateVector(vectorOf(MOST), clients)
  let steps = 0
  for (let step = reading.next(); ; step = reading.next()) {
    steps += 1
    if (!step.done) continue
    expect(step.value).toEqual({
      ok: true,
      value: new Map([
        [7, 8],
        [39_999, 40_000],
      ]),
    })
    break
  }
  expect(steps).toBeGreaterThan(10)
})

test('[DO12] a state vector with more clients than a document may have is a fault', () => {
  expect(finish(readStateVector(vectorOf(MOST + 1), new Map()))).toMatchObject({
    ok: false,
    fault: { code: 'bad-state-vector' },
  })
})
