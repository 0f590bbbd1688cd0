import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { splitUpdate } from '../../shared/index.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

const TEXTS = ['hello world', 'äöü€', '👩‍👩‍👧😀x', 'z'.repeat(300)]
const VALUES = [1, 'x'.repeat(50), { k: [1, { deep: true }] }, null, new Uint8Array(3), 1.5]

/** Edits of every kind, each of one document. */
const EDITS: readonly ((doc: Y.Doc, random: Random) => void)[] = [
  (doc, random) => {
    const text = doc.getText('text')
    text.insert(random.below(text.length + 1), random.pick(TEXTS))
  },
  (doc, random) => {
    const text = doc.getText('text')
    const at = random.below(text.length + 1)
    text.delete(at, Math.min(random.below(20), text.length - at))
  },
  (doc, random) => {
    const list = doc.getArray('list')
    const values = Array.from({ length: random.below(20) + 1 }, () => random.pick(VALUES))
    list.insert(random.below(list.length + 1), values)
  },
  (doc, random) => {
    const list = doc.getArray('list')
    if (list.length > 0) list.delete(random.below(list.length), 1)
  },
  (doc, random) => doc.getMap('map').set(`key ${random.below(3)}`, random.pick(VALUES)),
  (doc, random) => {
    const shape = new Y.Map()
    doc.getMap('map').set(`shape ${random.below(3)}`, shape)
    shape.set('x', random.below(100))
  },
  (doc, random) => {
    const page = doc.getXmlFragment('page')
    const paragraph = new Y.XmlElement('p')
    page.insert(random.below(page.length + 1), [paragraph])
    paragraph.insert(0, [new Y.XmlText(random.pick(TEXTS))])
  },
  (doc, random) => {
    const page = doc.getXmlFragment('page')
    if (page.length > 0) page.delete(random.below(page.length), 1)
  },
  (doc, random) => {
    const text = doc.getText('text')
    const at = random.below(text.length + 1)
    text.format(at, random.below(text.length - at + 1), { bold: random.below(2) === 0 ? true : null })
  },
]

/** What several people have written, who hear of each other now and then. */
const documentOf = (seed: number, gc: boolean, firstClient = 1): Y.Doc => {
  const random = randomFrom(seed)
  const docs = Array.from({ length: 4 }, (_, index) => {
    const doc = new Y.Doc({ gc })
    doc.clientID = firstClient + index * 1_000 + random.below(1_000)
    return doc
  })
  for (let count = 0; count < 60; count++) {
    random.pick(EDITS)(random.pick(docs), random)
    if (random.below(8) === 0) Y.applyUpdate(random.pick(docs), Y.encodeStateAsUpdate(random.pick(docs)))
  }
  const [first, ...others] = docs as [Y.Doc, ...Y.Doc[]]
  for (const doc of others) Y.applyUpdate(first, Y.encodeStateAsUpdate(doc))
  return first
}

/** All that can be seen of a document. */
const view = (doc: Y.Doc) => ({
  text: doc.getText('text').toDelta(),
  list: doc.getArray('list').toJSON(),
  map: doc.getMap('map').toJSON(),
  page: doc.getXmlFragment('page').toString(),
  vector: Y.decodeStateVector(Y.encodeStateVector(doc)),
})

const loaded = (updates: readonly Uint8Array[], gc: boolean): Y.Doc => {
  const doc = new Y.Doc({ gc })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const anyDocument = fc.record({ seed: fc.nat(), gc: fc.boolean() })
const anySize = fc.record({
  bytes: fc.constantFrom(40, 100, 1_000, 100_000),
  structs: fc.constantFrom(1, 3, 50, 1_000),
})
const RUNS = { numRuns: 150, seed: someSeed() }

describe('[UP1] the parts of an update', () => {
  test('[UP1] are updates that make the same document, each with nothing missing that it builds on', () => {
    fc.assert(
      fc.property(anyDocument, anySize, ({ seed, gc }, size) => {
        const update = Y.encodeStateAsUpdate(documentOf(seed, gc))
        const doc = new Y.Doc({ gc })
        for (const part of splitUpdate(update, size)) {
          Y.applyUpdate(doc, part)
          expect(doc.store.pendingStructs).toBeNull()
          expect(doc.store.pendingDs).toBeNull()
          for (const runs of Y.decodeUpdate(part).ds.clients.values()) {
            const clocks = runs.map(({ clock }) => clock)
            expect(clocks).toEqual(clocks.toSorted((one, other) => one - other))
          }
        }
        expect(view(doc)).toEqual(view(loaded([update], gc)))
      }),
      RUNS,
    )
  })

  test('[UP1] can be merged to the same document again', () => {
    fc.assert(
      fc.property(anyDocument, anySize, ({ seed, gc }, size) => {
        const update = Y.encodeStateAsUpdate(documentOf(seed, gc))
        const merged = Y.mergeUpdates(splitUpdate(update, size))
        expect(view(loaded([merged], gc))).toEqual(view(loaded([update], gc)))
      }),
      RUNS,
    )
  })

  test('[UP2] what is deleted in an update is deleted by the part that brings it', () => {
    fc.assert(
      fc.property(anyDocument, anySize, ({ seed }, size) => {
        const whole = documentOf(seed, false)
        const deleted = Y.createDeleteSetFromStructStore(whole.store)
        const doc = new Y.Doc({ gc: false })
        for (const part of splitUpdate(Y.encodeStateAsUpdate(whole), size)) {
          Y.applyUpdate(doc, part)
          for (const structs of doc.store.clients.values())
            for (const struct of structs)
              if (struct instanceof Y.Item && !struct.deleted)
                expect(Y.isDeleted(deleted, struct.id)).toBe(false)
        }
      }),
      RUNS,
    )
  })

  test('[UP1] have their deletions in order, those of what came earlier as well', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'abc')
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(3, 'def')
    doc.getText('text').delete(1, 1)
    doc.getText('text').delete(3, 1)
    const [part, ...others] = splitUpdate(Y.encodeStateAsUpdate(doc, before), { bytes: 1_000, structs: 100 })
    expect(others).toEqual([])
    const runs = [...Y.decodeUpdate(part as Uint8Array).ds.clients.values()].flat()
    expect(runs.map(({ clock }) => clock)).toEqual([1, 4])
  })

  test('[UP3] are no larger than was asked for, but for one value that cannot be divided', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'é'.repeat(40_000))
    doc.getArray('list').push(Array.from({ length: 5_000 }, (_, index) => ({ index })))
    const parts = splitUpdate(Y.encodeStateAsUpdate(doc), { bytes: 1_000, structs: 10 })
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(1_200)
    doc.getMap('map').set('one', new Uint8Array(50_000))
    const more = splitUpdate(Y.encodeStateAsUpdate(doc), { bytes: 1_000, structs: 10 })
    expect(more.filter(({ length }) => length > 1_200)).toHaveLength(1)
  })
})

test('[DO7] a document that took its updates in slices is the one that Yjs makes of them', () => {
  fc.assert(
    fc.property(anyDocument, fc.nat(), ({ seed }, otherSeed) => {
      const updates = [seed, otherSeed].map((one, index) =>
        Y.encodeStateAsUpdate(documentOf(one, true, 1 + index * 10_000)),
      )
      const told: Uint8Array[] = []
      const document = new Document({
        onUpdate: (update) => told.push(update),
        onHeld: () => undefined,
        limits: DEFAULT_LIMITS,
      })
      for (const update of updates) expect(document.apply(update, null)).toEqual({ ok: true, value: 'whole' })
      const expected = view(loaded(updates, true))
      expect(view(loaded([finish(document.snapshot())], true))).toEqual(expected)
      expect(view(loaded(told, true))).toEqual(expected)
    }),
    RUNS,
  )
})
