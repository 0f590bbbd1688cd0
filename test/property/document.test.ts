import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { docOf } from '../support/document-content.ts'
import { mutate } from '../support/mutate.ts'
import { participant } from '../support/participant.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

/** One edit of any kind that Yjs has. */
const EDITS: readonly ((doc: Y.Doc, random: Random) => void)[] = [
  (doc, random) => {
    const text = doc.getText('text')
    text.insert(random.below(text.length + 1), random.pick(['a', 'bc', 'é', '👩‍🏫']))
  },
  (doc, random) => {
    const text = doc.getText('text')
    if (text.length > 1) text.delete(random.below(text.length - 1), 1)
  },
  (doc, random) => {
    const text = doc.getText('text')
    if (text.length > 0) text.format(0, text.length, { bold: random.pick([true, null]) })
  },
  (doc, random) => doc.getText('text').insertEmbed(0, { image: random.below(9) }),
  (doc, random) =>
    doc.getMap('map').set(`k${random.below(3)}`, random.pick<unknown>([new Y.Map(), { a: [1] }])),
  (doc, random) => doc.getMap('map').delete(`k${random.below(3)}`),
  (doc, random) => doc.getArray('array').insert(0, [random.pick<unknown>([1, 'x', new Y.Array(), [[]]])]),
  (doc) => doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p'), new Y.XmlText('hey')]),
  (doc) => {
    const xml = doc.getXmlFragment('xml')
    if (xml.length > 0) xml.delete(0, 1)
  },
  (doc, random) => {
    const last = doc.getXmlFragment('xml').toArray().at(-1)
    if (last instanceof Y.XmlText) last.insert(last.length, random.pick(['on', 'and on']))
  },
  (doc) => doc.getMap('docs').set('sub', new Y.Doc()),
]

const edit = (doc: Y.Doc, random: Random): void => {
  doc.transact(() => {
    for (let left = 1 + random.below(4); left > 0; left--) random.pick(EDITS)(doc, random)
  })
}

const newDocument = () =>
  new Document({ onUpdate: () => undefined, onHeld: () => undefined, limits: DEFAULT_LIMITS })

const AUTHOR = participant()

const ROUNDS = 1_000
const ROUNDS_PER_DOCUMENT = 50

const seed = someSeed()

describe('[DO7] updates that were good and are damaged', () => {
  test(`[DO7] one that is refused changes nothing, and none spoils the document (seed ${seed})`, () => {
    const random = randomFrom(seed)
    let document = newDocument()
    let source = new Y.Doc()
    let refused = 0
    for (let round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_PER_DOCUMENT === 0) {
        source = new Y.Doc()
        source.clientID = 1000 + random.below(1000)
        for (let left = 6; left > 0; left--) edit(source, random)
        document = newDocument()
        document.apply(Y.encodeStateAsUpdate(source), null)
      }
      const author = new Y.Doc()
      author.clientID = 1 + random.below(200)
      Y.applyUpdate(author, Y.encodeStateAsUpdate(source))
      const known = random.pick([Y.encodeStateVector(author), Uint8Array.of(0)])
      edit(author, random)
      const damaged = mutate(Y.encodeStateAsUpdate(author, known), random)
      const before = Buffer.from(finish(document.snapshot()))
      const applied = document.apply(damaged, AUTHOR)
      const what = `round ${round}, ${Buffer.from(damaged).toString('hex')}`
      if (!applied.ok) {
        refused += 1
        expect(Buffer.from(finish(document.snapshot())).equals(before), what).toBe(true)
      }
      expect(document.brokenBy, what).toBeNull()
      expectReadable(finish(document.snapshot()), what)
    }
    expect(refused).toBeGreaterThan(ROUNDS / 4)
    expect(refused).toBeLessThan(ROUNDS)
  })

  test(`[DO7] a good one is never refused, in whatever order it comes (seed ${seed})`, () => {
    const random = randomFrom(seed)
    for (let round = 0; round < 100; round++) {
      const document = newDocument()
      const authors = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
      for (const author of authors) author.clientID = 1 + random.below(2 ** 32)
      const updates: Uint8Array[] = []
      for (const author of authors) author.on('update', (update: Uint8Array) => updates.push(update))
      for (let left = 20; left > 0; left--) {
        edit(random.pick(authors), random)
        const [from, to] = [random.pick(authors), random.pick(authors)]
        if (random.below(3) === 0) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
        // What a client sends that was told long ago what the relay knows.
        if (random.below(5) === 0) updates.push(Y.encodeStateAsUpdate(from))
      }
      const shuffled = updates
        .map((update) => ({ update, order: random.below(1_000_000) }))
        .sort((a, b) => a.order - b.order)
      for (const { update } of shuffled) {
        expect(document.apply(update, AUTHOR), Buffer.from(update).toString('hex')).toMatchObject({
          ok: true,
        })
      }
      const all = new Y.Doc()
      for (const author of authors) Y.applyUpdate(all, Y.encodeStateAsUpdate(author))
      const copy = docOf(document)
      expect(copy.getText('text').toDelta()).toEqual(all.getText('text').toDelta())
      expect(copy.getMap('map').toJSON()).toEqual(all.getMap('map').toJSON())
      expect(Y.decodeStateVector(document.stateVector())).toEqual(
        Y.decodeStateVector(Y.encodeStateVector(all)),
      )
    }
  })
})

test(`[DO7] what is appended at once is to the byte what Yjs makes of it (seed ${seed})`, () => {
  const random = randomFrom(seed)
  let [updates, appended] = [0, 0]
  for (let round = 0; round < 60; round++) {
    const told: Uint8Array[] = []
    const document = new Document({
      onUpdate: (update) => told.push(update),
      onHeld: () => undefined,
      limits: DEFAULT_LIMITS,
    })
    const gc = round % 2 === 0
    document.gc = gc
    const yjs = new Y.Doc({ gc })
    const take = (update: Uint8Array) => {
      const isAppended = document.append(update, AUTHOR)
      if (!isAppended) expect(document.apply(update, AUTHOR)).toEqual({ ok: true, value: 'whole' })
      Y.applyUpdate(yjs, update)
      expect(document.append(update, AUTHOR), 'what comes again').toBe(false)
      updates += 1
      appended += Number(isAppended)
    }
    const typists = Array.from({ length: 3 }, () => ({ doc: new Y.Doc(), cursor: 0 }))
    for (const { doc } of typists) doc.on('update', (update, origin) => origin !== yjs && take(update))
    for (let left = 60; left > 0; left--) {
      const typist = random.pick(typists)
      const text = typist.doc.getText('text')
      if (random.below(12) === 0) edit(typist.doc, random)
      if (random.below(12) === 0) typist.cursor = random.below(text.length + 1)
      if (random.below(3) === 0) Y.applyUpdate(typist.doc, Y.encodeStateAsUpdate(yjs), yjs)
      const [at, word] = [Math.min(typist.cursor, text.length), random.pick(['a', 'bc', 'é', '👩‍🏫'])]
      text.insert(at, word)
      typist.cursor = at + word.length
    }
    expect(Buffer.from(finish(document.snapshot()))).toEqual(Buffer.from(Y.encodeStateAsUpdate(yjs)))
    const shown = yjs.getText('text')
    expect(document.edit((doc) => doc.getText('text').length, null)).toBe(shown.length)
    const listener = new Y.Doc()
    for (const update of told) Y.applyUpdate(listener, update)
    expect(listener.getText('text').toDelta()).toEqual(shown.toDelta())
  }
  expect(appended).toBeGreaterThan(updates / 3)
  expect(appended).toBeLessThan(updates)
})

/** A newcomer can take the snapshot, go on from there, and say what it knows. */
const expectReadable = (snapshot: Uint8Array, what: string): void => {
  const newcomer = new Y.Doc()
  Y.applyUpdate(newcomer, snapshot)
  newcomer.getText('news').insert(0, 'here')
  const next = new Y.Doc()
  Y.applyUpdate(next, Y.encodeStateAsUpdate(newcomer))
  Y.decodeStateVector(Y.encodeStateVector(newcomer))
  expect(next.getText('news').toString(), what).toBe('here')
}
