import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { systemClock } from '../../server/base/clock.ts'
import { finish } from '../../server/base/turns.ts'
import { type Edited, restoring } from '../../server/versions/restore.ts'
import { type Random, randomFrom } from '../support/random.ts'
import { editRichly } from '../support/rich-edits.ts'
import { contentOf } from '../support/whole-content.ts'

type Clock = Pick<typeof systemClock, 'monotonicMs'>

/** Time passes whenever it is looked at: then a transaction changes no more than a few structs. */
const quickClock = (): Clock => {
  let ms = 0
  return {
    monotonicMs: () => {
      ms += 1
      return ms
    },
  }
}

const copyOf = (doc: Y.Doc, clientId?: number): Y.Doc => {
  const copy = new Y.Doc({ gc: doc.gc })
  if (clientId !== undefined) copy.clientID = clientId
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** The updates that give `live` the content of `wanted`: made on a copy, as the relay makes them. */
const restoreUpdates = (
  live: Y.Doc,
  wanted: Y.Doc,
  clientId: number,
  clock: Clock = systemClock,
): readonly Uint8Array[] => {
  const copy = copyOf(live, clientId)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  const edited: Edited = { edit: (change) => copy.transact((transaction) => change(copy, transaction)) }
  finish(restoring(edited, copyOf(wanted), clock))
  return updates
}

const restore = (live: Y.Doc, wanted: Y.Doc, clientId: number, clock?: Clock) => {
  for (const update of restoreUpdates(live, wanted, clientId, clock)) Y.applyUpdate(live, update)
}

const edit = (doc: Y.Doc, random: Random, count: number) => {
  for (let left = count; left > 0; left--) editRichly(doc, random)
}

const documentFrom = (random: Random, { gc, edits }: { gc: boolean; edits: number }): Y.Doc => {
  const doc = new Y.Doc({ gc })
  doc.clientID = 1
  edit(doc, random, edits)
  return doc
}

const CASES = {
  seed: fc.nat(),
  gc: fc.boolean(),
  edits: fc.nat(60),
  later: fc.nat(60),
}

test('a restored document has the content of the version, whatever was written since', () => {
  fc.assert(
    fc.property(fc.record(CASES), ({ seed, gc, edits, later }) => {
      const random = randomFrom(seed)
      const live = documentFrom(random, { gc, edits })
      const wanted = copyOf(live)
      const other = copyOf(live, 2)
      edit(live, random, later)
      edit(other, random, later)
      Y.applyUpdate(live, Y.encodeStateAsUpdate(other))
      restore(live, wanted, 1_001, quickClock())
      expect(contentOf(live)).toEqual(contentOf(wanted))
      // Once more, when what came back has other ids.
      edit(live, random, later)
      restore(live, wanted, 1_002)
      expect(contentOf(live)).toEqual(contentOf(wanted))
      expect(restoreUpdates(live, wanted, 1_003)).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('what others write meanwhile merges with a restore: all copies are the same, and have what was written', () => {
  fc.assert(
    fc.property(fc.record(CASES), ({ seed, gc, edits, later }) => {
      const random = randomFrom(seed)
      const live = documentFrom(random, { gc, edits })
      const wanted = copyOf(live)
      edit(live, random, later)
      const [offline, stock] = [copyOf(live, 2), copyOf(live, 3)]
      const updates = restoreUpdates(live, wanted, 1_001)
      edit(offline, random, later)
      offline.getText('text').insert(0, 'written offline')
      const written = Y.encodeStateAsUpdate(offline)
      for (const [doc, all] of [
        [live, [...updates, written]],
        [offline, updates],
        [stock, [written, ...updates.toReversed()]],
      ] as const)
        for (const update of all) Y.applyUpdate(doc, update)
      // Yjs takes away marks of formatting that change nothing any more, and tells others of it.
      const docs = [live, offline, stock]
      for (let round = 0; round < 2; round++)
        for (const doc of docs) for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
      expect(contentOf(offline)).toEqual(contentOf(live))
      expect(contentOf(stock)).toEqual(contentOf(live))
      expect(live.getText('text').toString()).toContain('written offline')
    }),
    { numRuns: 50 },
  )
})

test('a version of another document, whose ids may be the same, comes back as it is', () => {
  fc.assert(
    fc.property(fc.record(CASES), ({ seed, gc, edits, later }) => {
      const live = documentFrom(randomFrom(seed), { gc, edits: later })
      const wanted = documentFrom(randomFrom(seed + 1), { gc, edits })
      restore(live, wanted, 1_001, quickClock())
      expect(contentOf(live)).toEqual(contentOf(wanted))
    }),
    { numRuns: 60 },
  )
})
