import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { encodeState, encodeWith } from '../../server/document/encode.ts'
import type { StepSize } from '../../server/document/step-writer.ts'
import { documentSize } from '../support/hostile.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

const ROUNDS = 60

/** Small steps, so that each document takes many of them. */
const SIZES: readonly StepSize[] = [
  { structs: 1, bytes: 1 },
  { structs: 3, bytes: 1_000_000 },
  { structs: 40, bytes: 64 },
]

const EDITS: readonly ((doc: Y.Doc, random: Random) => void)[] = [
  (doc, random) => {
    const text = doc.getText('text')
    text.insert(random.below(text.length + 1), random.pick(['a', 'bc', 'é', '👩‍🏫 and more']))
  },
  // Typing on and on: Yjs merges it into one struct.
  (doc) => doc.getText('text').insert(doc.getText('text').length, 'on'),
  (doc, random) => {
    const text = doc.getText('text')
    if (text.length > 3) text.delete(random.below(text.length - 3), 1 + random.below(3))
  },
  (doc, random) => {
    const text = doc.getText('text')
    if (text.length > 0) text.format(0, 1 + random.below(text.length), { bold: random.pick([true, null]) })
  },
  (doc, random) => {
    const inner = new Y.Map()
    doc.getMap('map').set(`k${random.below(3)}`, inner)
    inner.set('list', Y.Array.from([1, 'x', { a: [1] }]))
  },
  // What is within it becomes garbage.
  (doc, random) => doc.getMap('map').delete(`k${random.below(3)}`),
  (doc) => doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p'), new Y.XmlText('hey')]),
  (doc) => {
    const xml = doc.getXmlFragment('xml')
    if (xml.length > 0) xml.delete(0, 1)
  },
]

const contentOf = (doc: Y.Doc) => ({
  text: doc.getText('text').toDelta(),
  map: doc.getMap('map').toJSON(),
  xml: doc.getXmlFragment('xml').toString(),
})

/** A document that several clients write, each on a copy of its own, so that they are in each other's way. */
const shared = (random: Random) => {
  const gc = random.below(3) > 0
  const doc = new Y.Doc({ gc })
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const writers = Array.from({ length: 4 }, (_, index) => {
    const writer = new Y.Doc()
    // Far apart, as real ones are: the order of clients is not that of their first edits.
    writer.clientID = (index * 7_919 + 13) % 101
    return writer
  })
  const write = (edits: number) => {
    for (let left = edits; left > 0; left--) {
      const writer = random.pick(writers)
      if (random.below(3) > 0) Y.applyUpdate(writer, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(writer)))
      writer.transact(() => random.pick(EDITS)(writer, random))
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer, Y.encodeStateVector(doc)))
    }
  }
  return { doc, updates, write }
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc({ gc: doc.gc })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

const seed = someSeed()

test(`[DO1] what is written in steps are the bytes that Yjs writes at once (seed ${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < ROUNDS; round++) {
    const { doc, write } = shared(random)
    write(20)
    const known = Y.encodeStateVector(doc)
    write(random.below(40))
    for (const [index, size] of SIZES.entries()) {
      for (const vector of [Uint8Array.of(0), known, Y.encodeStateVector(doc), Uint8Array.of(1, 77, 5)]) {
        let steps = 1
        const work = encodeState(doc, vector, size)
        let step = work.next()
        for (; !step.done; step = work.next()) steps += 1
        expect(Buffer.compare(step.value, Y.encodeStateAsUpdate(doc, vector)), `round ${round}`).toBe(0)
        const isAll = vector.length === 1 && documentSize(doc) > size.structs
        if (index === 0 && isAll) expect(steps).toBeGreaterThan(1)
      }
    }
  }
})

test(`[DO1] what changes between the steps spoils nothing, and is what follows (seed ${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < ROUNDS; round++) {
    const { doc, updates, write } = shared(random)
    write(20)
    const holder = copyOf(doc)
    write(20)
    for (const target of [new Y.Doc({ gc: doc.gc }), holder]) {
      const size = random.pick(SIZES)
      const before = copyOf(doc)
      const work = encodeState(doc, Y.encodeStateVector(target), size)
      let step = work.next()
      const seen = updates.length
      for (; !step.done; step = work.next()) write(random.below(3))
      Y.applyUpdate(target, step.value)
      const what = `round ${round}`
      // It stands by itself: nothing waits for what is not there.
      expect([target.store.pendingStructs, target.store.pendingDs], what).toEqual([null, null])
      for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(before)))
        expect(Y.getState(target.store, client), what).toBeGreaterThanOrEqual(clock)
      // With what was told meanwhile it is the document, and so it is with what the holder of the first state lacks.
      const asked = copyOf(target)
      for (const update of updates.slice(seen)) Y.applyUpdate(target, update)
      expect(contentOf(target), what).toEqual(contentOf(doc))
      Y.applyUpdate(asked, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(before)))
      expect(contentOf(asked), what).toEqual(contentOf(doc))
    }
  }
})

test(`[DL3] a document and what waits in it are one update, which is as Yjs merges them (seed ${seed})`, () => {
  const random = randomFrom(seed)
  let waited = 0
  for (let round = 0; round < ROUNDS; round++) {
    const { doc, updates, write } = shared(random)
    write(40)
    const ignored = () => undefined
    const document = new Document({ onUpdate: ignored, onHeld: ignored, limits: DEFAULT_LIMITS })
    document.gc = doc.gc
    const withheld = updates.filter(() => random.below(6) === 0)
    for (const update of updates) if (!withheld.includes(update)) document.apply(update, null)
    const waits = finish(document.parts()).slice(1)
    waited += waits.length
    const original = document.edit((same) => same, null)
    const merged = Y.mergeUpdates([Y.encodeStateAsUpdate(original), ...waits])
    const copies = [merged, ...SIZES.map((size) => finish(encodeWith(original, waits, size)))].map(
      (update) => {
        const copy = new Y.Doc({ gc: doc.gc })
        Y.applyUpdate(copy, update)
        return copy
      },
    )
    for (const missing of [[], ...withheld.map((update) => [update])]) {
      for (const copy of copies) for (const update of missing) Y.applyUpdate(copy, update)
      const [byYjs, ...others] = copies.map((copy) => [Y.encodeStateVector(copy), contentOf(copy)])
      for (const other of others) expect(other, `round ${round}`).toEqual(byYjs)
    }
  }
  expect(waited).toBeGreaterThan(ROUNDS / 2)
})
