import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { docOf } from '../support/document-content.ts'
import { participant } from '../support/participant.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

const ROUNDS = 30
const WRITERS = 4
const EDITS = 60

const ME = participant()

/** Edits of several clients that hear of each other now and then: each update builds on some of those before. */
const writtenBy = (random: Random): Uint8Array[] => {
  const docs = Array.from({ length: WRITERS }, () => new Y.Doc())
  const updates: Uint8Array[] = []
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update)
    })
  }
  for (let edit = 0; edit < EDITS; edit++) {
    const doc = random.pick(docs)
    const list = doc.getText('text')
    const what = random.below(6)
    if (what === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(random.pick(docs)), 'heard')
    else if (what === 1 && list.length > 0) list.delete(random.below(list.length), 1)
    else if (what === 2) doc.getMap('map').set(`key ${random.below(5)}`, edit)
    else list.insert(random.below(list.length + 1), String.fromCharCode(97 + random.below(26)))
  }
  return updates
}

/** The same updates in another order: some twice, some in one with others. */
const shuffled = (updates: readonly Uint8Array[], random: Random): Uint8Array[] => {
  const left = [...updates]
  const order: Uint8Array[] = []
  while (left.length > 0) {
    const taken = left.splice(random.below(left.length), 1)
    if (random.below(5) === 0) taken.push(...left.splice(random.below(left.length), 1 + random.below(3)))
    const update = Y.mergeUpdates(taken)
    order.push(update)
    if (random.below(8) === 0) order.push(update)
  }
  return order
}

const contentOf = (doc: Y.Doc) => ({
  text: doc.getText('text').toString(),
  map: doc.getMap('map').toJSON(),
  state: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([one], [other]) => one - other),
})

/** All of `received` that can be applied: each update again, until none of them brings anything. */
const closureOf = (received: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  let hasChanged = true
  doc.on('update', () => {
    hasChanged = true
  })
  while (hasChanged) {
    hasChanged = false
    for (const update of received) {
      Y.applyUpdate(doc, update)
      doc.store.pendingStructs = null
      doc.store.pendingDs = null
    }
  }
  return doc
}

/** A document with the records that a journal would have of it. */
const roomOf = (records: Uint8Array[]) => {
  let isLoaded = false
  const document = new Document({
    onUpdate: (update) => isLoaded && records.push(update),
    onHeld: (update) => records.push(update),
    limits: DEFAULT_LIMITS,
  })
  expect(finish(document.load(records))).toEqual({ ok: true, value: 0 })
  isLoaded = true
  return document
}

const seed = someSeed()

test(`[DL3] in whatever order updates come, and however often the room is loaded again, the document is the same (seed ${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < ROUNDS; round++) {
    const updates = writtenBy(random)
    const inOrder = new Y.Doc()
    for (const update of updates) Y.applyUpdate(inOrder, update)
    const received: Uint8Array[] = []
    const records: Uint8Array[] = []
    let document = roomOf(records)
    for (const update of shuffled(updates, random)) {
      expect(document.apply(update, ME)).toMatchObject({ ok: true })
      received.push(update)
      if (random.below(10) === 0) expect(contentOf(docOf(document))).toEqual(contentOf(closureOf(received)))
      if (random.below(10) === 0) records.splice(0, records.length, finish(document.snapshot()))
      if (random.below(10) === 0) document = roomOf(records)
    }
    expect(contentOf(docOf(document)), `round ${round}`).toEqual(contentOf(inOrder))
    expect(document.hasPending).toBe(false)
  }
})

test(`[DL3] [DL2] C59 what is refused on the way changes nothing that the answer to step 1 does not make good (seed ${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < ROUNDS; round++) {
    const updates = writtenBy(random)
    const inOrder = new Y.Doc()
    for (const update of updates) Y.applyUpdate(inOrder, update)
    const document = new Document({
      onUpdate: () => undefined,
      onHeld: () => undefined,
      limits: { ...DEFAULT_LIMITS, pending: 600 },
    })
    let refused = 0
    for (const update of shuffled(updates, random)) if (!document.apply(update, ME).ok) refused += 1
    expect(refused).toBeGreaterThan(0)
    const answer = Y.encodeStateAsUpdate(inOrder, document.stateVector())
    expect(document.apply(answer, ME)).toMatchObject({ ok: true, value: 'whole' })
    expect(contentOf(docOf(document)), `round ${round}`).toEqual(contentOf(inOrder))
    expect(document.hasPending).toBe(false)
  }
})
