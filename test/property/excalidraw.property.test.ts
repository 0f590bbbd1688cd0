import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type BoardElement, beats, packElement, readElement } from '../../client/excalidraw/element.ts'
import { Elements } from '../../client/excalidraw/elements.ts'
import { type Random, randomFrom } from '../support/random.ts'

const RUNS = 200
const PEOPLE = 3

/** A person with a document, who changes elements as Excalidraw does: each change is one version more, with a number at random. */
const personOf = (clientId: number, random: Random, said: BoardElement[]) => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const elements = new Elements({
    doc,
    name: 'elements',
    mayWrite: () => true,
    random: () => random.below(2) / 2,
  })
  let made = 0
  const change = (element: BoardElement, fields: Partial<BoardElement>) => {
    const version = element.version + 1 + random.below(3)
    const next = { ...element, ...fields, version, versionNonce: random.below(4), updated: version }
    elements.put([next])
    said.push(next)
  }
  const indexAt = (at: number): string => {
    const order = elements.all()
    // Where Excalidraw puts something on top, it takes the index that follows: two people take the same one.
    return order[at]?.index ?? 'a5'
  }
  const act = (): void => {
    const order = elements.all()
    const element = order[random.below(order.length)]
    const what = random.below(6)
    if (element === undefined || what < 2) {
      const id = `${clientId}-${made++}`
      const box = { x: random.below(100), y: 0, width: 10, height: 10 }
      const fresh = readElement(id, {
        ...{ ...box, type: 'rectangle', index: indexAt(random.below(order.length + 1)) },
        ...{ version: 1, versionNonce: random.below(4), updated: 1 },
      }) as BoardElement
      elements.put([fresh])
      said.push(fresh)
    } else if (what === 2) change(element, { x: random.below(100) })
    else if (what === 3) change(element, { index: indexAt(random.below(order.length)) })
    else change(element, { isDeleted: what === 4 })
  }
  return { doc, elements, act }
}

const bring = (from: Y.Doc, to: Y.Doc): boolean => {
  const before = Y.encodeStateVector(to)
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, before))
  return Buffer.compare(Buffer.from(before), Buffer.from(Y.encodeStateVector(to))) !== 0
}

test('people who draw, move, reorder, delete and bring back the same elements, apart for a while, end with the same elements, order and versions', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = randomFrom(seed)
      const said: BoardElement[] = []
      const people = Array.from({ length: PEOPLE }, (_, at) => personOf(at + 1, random, said))
      for (let step = 0; step < 40; step++) {
        const [one, other] = [random.pick(people), random.pick(people)]
        if (random.below(4) === 0) bring(one.doc, other.doc)
        else one.act()
      }
      // Each hears of all others, until nobody has anything new to say.
      let isNew = true
      for (let round = 0; isNew && round < 20; round++) {
        isNew = false
        for (const from of people)
          for (const to of people) if (from !== to && bring(from.doc, to.doc)) isNew = true
      }
      expect(isNew).toBe(false)
      const [first, ...rest] = people.map(({ elements }) => elements.all())
      for (const all of rest) expect(all).toEqual(first)
      const indexes = first?.map(({ index }) => index) ?? []
      expect(indexes).toEqual([...new Set(indexes)].sort())
      // Of all that was ever said of an element what counts by the rule of Excalidraw is there.
      for (const element of first ?? []) {
        const best = said.filter(({ id }) => id === element.id).reduce((a, b) => (beats(b, a) ? b : a))
        expect([element.version, element.versionNonce]).toEqual([best.version, best.versionNonce])
      }
    }),
    { numRuns: RUNS },
  )
})

test('whatever somebody writes in the place of an element, it is read without a throw, and the elements beside it stay', () => {
  const doc = new Y.Doc()
  const map = doc.getMap('elements')
  const elements = new Elements({ doc, name: 'elements', mayWrite: () => true })
  const good = readElement('good', {
    ...{
      type: 'freedraw',
      x: 1,
      y: 2,
      width: 3,
      height: 4,
      points: [
        [0, 0],
        [3, 4],
      ],
      index: 'a1',
    },
    ...{ version: 1, versionNonce: 1, updated: 1 },
  }) as BoardElement
  map.set('good', packElement(good))
  const field = fc.constantFrom(...Object.keys(good), 'fileId', 'crop', 'customData', 'startBinding')
  const odd = fc.oneof(
    fc.constantFrom(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** 60,
      1e8,
      '',
      'A'.repeat(100_000),
      null,
      [],
      {},
    ),
    fc.anything({ maxDepth: 3 }),
  )
  fc.assert(
    fc.property(field, odd, fc.boolean(), (name, value, isWhole) => {
      try {
        map.set('odd', isWhole ? value : { ...packElement(good), [name]: value })
      } catch {
        // Yjs itself takes no such value.
        return
      }
      for (const element of elements.all()) {
        expect(readElement(element.id, element)).toEqual(element)
        expect(Object.values(element).some((of) => typeof of === 'number' && !Number.isFinite(of))).toBe(
          false,
        )
      }
      expect(elements.get('good')).toEqual(good)
    }),
    { numRuns: 2_000 },
  )
})
