import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sorted } from '../../server/base/sorted.ts'
import type { Work } from '../../server/base/turns.ts'
import { jsonOf } from '../../server/document/json-pieces.ts'
import { align } from '../../server/versions/alignment.ts'
import { piecesOf } from '../../server/versions/pieces.ts'
import { restoring } from '../../server/versions/restore.ts'
import { randomFrom } from '../support/random.ts'
import { contentOf } from '../support/whole-content.ts'

/** In how many steps it is done. */
const stepsOf = <Value>(work: Work<Value>): { value: Value; steps: number } => {
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next()
    if (done) return { value, steps }
  }
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  copy.clientID = 100
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** A document made by two clients by turns, whose structs Yjs never joins. */
const writtenByTurns = (count: number, write: (doc: Y.Doc, index: number) => void, first = 1): Y.Doc => {
  const doc = new Y.Doc()
  for (let index = 0; index < count; index++) {
    doc.clientID = first + (index % 2)
    write(doc, index)
  }
  return copyOf(doc)
}

const aText = (count: number) => writtenByTurns(count, (doc) => doc.getText('text').insert(0, 'some words '))

const aList = (count: number, first?: number) =>
  writtenByTurns(count, (doc, index) => doc.getArray('list').insert(0, [`value ${first}`, index]), first)

/** Restores on a clock that stands, so that steps end by what they have done; counts how often that is looked at. */
const restore = (live: Y.Doc, wanted: Y.Doc) => {
  let looks = 0
  let mostChanged = 0
  live.on('afterTransaction', ({ beforeState, afterState, deleteSet }: Y.Transaction) => {
    const written = [...afterState].map(([client, end]) => end - (beforeState.get(client) ?? 0))
    const deleted = [...deleteSet.clients.values()].map((runs) => runs.length)
    mostChanged = Math.max(
      mostChanged,
      [...written, ...deleted].reduce((sum, one) => sum + one, 0),
    )
  })
  const clock = {
    monotonicMs: () => {
      looks += 1
      return 0
    },
  }
  const edit = <Value>(change: (doc: Y.Doc, transaction: Y.Transaction) => Value): Value =>
    live.transact((transaction) => change(live, transaction))
  const { steps } = stepsOf(restoring({ edit }, wanted, clock))
  expect(contentOf(live)).toEqual(contentOf(wanted))
  return { looks, steps, mostChanged }
}

const cut = (doc: Y.Doc): Y.Doc => {
  const other = copyOf(doc)
  const text = other.getText('text')
  text.applyDelta(Array.from({ length: text.length / 22 }, () => [{ retain: 16 }, { delete: 6 }]).flat())
  return other
}

test.each([
  ['what was cut comes back', (doc: Y.Doc) => [cut(doc), doc]],
  ['what was added goes', (doc: Y.Doc) => [doc, cut(doc)]],
])('[VE2] a restore of a text takes a time that grows with its structs, and no faster: %s', (_what, pair) => {
  const looks = [500, 2_000].map((count) => {
    const [live, wanted] = pair(aText(count))
    return restore(live as Y.Doc, wanted as Y.Doc).looks
  }) as [number, number]
  expect(looks[1]).toBeLessThan(5 * looks[0])
  expect(looks[1]).toBeLessThan(10 * 2_000)
})

test('[VE2] a type that holds thousands is deleted in steps, and a list is replaced in steps', () => {
  const live = aList(3_000, 1)
  const types = () => Y.Array.from(Array.from({ length: 2_000 }, () => new Y.Map()))
  for (let index = 0; index < 20; index++) live.getMap('map').set(`${index}`, types())
  const { steps, mostChanged } = restore(live, aList(3_000, 11))
  expect(mostChanged).toBeLessThan(10_000)
  expect(steps).toBeGreaterThan(20)
})

test('[VE2] two long lists are read and brought together in steps', () => {
  const [one, other] = [aList(10_000, 1), aList(10_000, 11)].map((doc) => doc.getArray('list'))
  const read = stepsOf(piecesOf(one as Y.Array<unknown>))
  expect(read.steps).toBeGreaterThan(4)
  const { value: others } = stepsOf(piecesOf(other as Y.Array<unknown>))
  expect(stepsOf(align(read.value, others)).steps).toBeGreaterThan(10)
  const same = stepsOf(align(read.value, read.value))
  expect(same.steps).toBeGreaterThan(10)
  expect(same.value.every(({ kind }) => kind === 'keep')).toBe(true)
})

test('[VE2] small values are written as JSON in steps, however few characters they take', () => {
  const values = Array.from({ length: 20_000 }, () => 1)
  const { value: pieces, steps } = stepsOf(jsonOf(values))
  expect(steps).toBeGreaterThanOrEqual(4)
  expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual(values)
})

test.each([0, 1, 5_000, 23_456])(
  '[VE2] %i values are sorted in steps, as they would be at once',
  (length) => {
    const random = randomFrom(length)
    const values = Array.from({ length }, (_, index) => ({ index, key: random.below(1_000) }))
    const compare = (one: { key: number }, other: { key: number }) => one.key - other.key
    const { value, steps } = stepsOf(sorted(values, compare))
    expect(value).toEqual(values.toSorted(compare))
    expect(steps).toBeGreaterThan(length / 5_000)
  },
)
