import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { someSeed } from '../support/random.ts'
import { documentOf } from '../support/random-edits.ts'
import { SPLITTERS } from '../support/splitters.ts'

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

describe.each(SPLITTERS)('[UP1] the parts of an update by %s', (_by, splitUpdate) => {
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
