import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { Document } from '../../server/document/document.ts'
import { docOf } from '../support/document-content.ts'
import { participant } from '../support/participant.ts'
import { SPLITTERS } from '../support/splitters.ts'
import { embed, format, type Part, type Section, text, type, updateOf } from '../support/yjs-bytes.ts'

const TEXT = 2

/**
 * A text in a map: bold marks around what is deleted, then other content. As long as nothing stands between them the marks
 * change nothing, and Yjs' clients take them away.
 */
const marked = (others: readonly Part[]): Section => ({
  client: 1,
  structs: [
    type(TEXT, { parent: 'map', key: 'text' }),
    format('bold', 'true', { parent: [1, 0] }),
    text('gone', { origin: [1, 1] }),
    format('bold', 'null', { origin: [1, 5] }),
    text('plain', { origin: [1, 6] }),
    ...others,
  ],
})

const GONE = { client: 1, ranges: [[2, 4]] } as const

/** What somebody else writes between the marks. */
const bold = text('bold', { origin: [1, 3], rightOrigin: [1, 4] })

const EXPECTED = [{ insert: 'bold', attributes: { bold: true } }, { insert: 'plain' }]

const deltaOf = (doc: Y.Doc): unknown => (doc.getMap('map').get('text') as Y.Text).toDelta()

const setUp = () => {
  const told: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => told.push(update),
    onHeld: () => undefined,
    limits: DEFAULT_LIMITS,
  })
  const newcomer = () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.mergeUpdates(told))
    return doc
  }
  return { document, newcomer }
}

test('[DO7] the relay leaves marks of formatting that change nothing as long as the rest has not come', () => {
  const { document, newcomer } = setUp()
  for (const update of [updateOf([marked([])], [GONE]), updateOf([{ client: 2, structs: [bold] }])])
    expect(document.apply(update, participant())).toEqual({ ok: true, value: 'whole' })
  expect(deltaOf(docOf(document))).toEqual(EXPECTED)
  expect(deltaOf(newcomer())).toEqual(EXPECTED)
})

test('[DO7] an update that goes in in slices loses no mark whose other end is in another slice', () => {
  const { document, newcomer } = setUp()
  const others = Array.from({ length: 400 }, (_, index) => embed('{}', { origin: [1, 11 + index] }))
  // After all that the first one has written.
  const last = embed('{}', { origin: [1, 411] })
  const update = updateOf([{ client: 2, structs: [last, bold] }, marked(others)], [GONE])
  const work = document.take(update, participant())
  let steps = 1
  while (!work.next().done) steps += 1
  expect(steps).toBeGreaterThan(3)
  for (const doc of [docOf(document), newcomer()])
    expect((deltaOf(doc) as unknown[]).slice(0, 2)).toEqual(EXPECTED)
})

test.each(SPLITTERS)(
  '[UP1] by %s, marks that were written together are in the same part, as long as it grows to no more than twice its size',
  (_by, splitUpdate) => {
    const doc = new Y.Doc()
    const body = doc.getText('text')
    for (let index = 0; index < 10; index++) body.insertEmbed(index, { image: index })
    body.format(2, 3, { bold: true })
    body.format(6, 2, { bold: true })
    const update = Y.encodeStateAsUpdate(doc)
    const isMark = (struct: object) => struct instanceof Y.Item && struct.content instanceof Y.ContentFormat
    const marksIn = (part: Uint8Array) => Y.decodeUpdate(part).structs.filter(isMark).length
    expect(marksIn(update)).toBe(4)
    // Each of these would end between two marks.
    for (const structs of [11, 12, 13]) {
      const parts = splitUpdate(update, { bytes: 10_000, structs })
      expect(parts.map(marksIn).filter((marks) => marks > 0)).toEqual([4])
    }
  },
)
