import * as Y from 'yjs'
import { type Random, randomFrom } from './random.ts'

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
export const documentOf = (seed: number, gc: boolean, firstClient = 1): Y.Doc => {
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

/** The updates of several people who hear of each other now and then: each builds on some of those before. */
export const updatesOf = (random: Random, edits: number, gc: boolean): Uint8Array[] => {
  const docs = Array.from({ length: 4 }, () => new Y.Doc({ gc }))
  const updates: Uint8Array[] = []
  for (const [index, doc] of docs.entries()) {
    doc.clientID = 1 + index * 1_000 + random.below(1_000)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update)
    })
  }
  for (let count = 0; count < edits; count++) {
    const doc = random.pick(docs)
    // Several edits in one update, now and then.
    doc.transact(() => {
      for (let left = random.pick([1, 1, 5]); left > 0; left--) random.pick(EDITS)(doc, random)
    })
    const other = random.pick(docs)
    if (random.below(6) === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'heard')
  }
  return updates
}
