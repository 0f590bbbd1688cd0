import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { Document } from '../../server/document/document.ts'
import { textIn } from '../support/document-content.ts'
import { heapBytes } from '../support/heap-bytes.ts'
import { participant } from '../support/participant.ts'
import { CONTENT, type Deletions, item, type Part, text, updateOf } from '../support/yjs-bytes.ts'

const ME = participant()

const BEHIND = { origin: [1, 1] } as const
const more = (parts: readonly Part[], clock = 2, deletions: readonly Deletions[] = []) =>
  updateOf([{ client: 1, clock, structs: parts }], deletions)
const MORE = more([text('c', BEHIND)])
/** A document in which a client has written two letters. */
const typed = (limits = DEFAULT_LIMITS) => {
  const told: Uint8Array[] = []
  const onUpdate = (update: Uint8Array) => told.push(update)
  const document = new Document({ onUpdate, onHeld: () => undefined, limits })
  document.gc = false
  document.apply(updateOf([{ client: 1, structs: [text('ab')] }]), ME)
  return { document, told }
}

test('[DO7] an update is appended at once that goes on behind what its author wrote last, and is told as it came', () => {
  const { document, told } = typed()
  expect(document.append(MORE, ME)).toBe(true)
  expect(textIn(document)).toBe('abc')
  expect(told.slice(1)).toEqual([MORE])
})

const notText = item(
  CONTENT.string,
  (encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.of(0xff)),
  BEHIND,
)
const deleteAll = updateOf([], [{ client: 1, ranges: [[0, 2]] }])
const fromSamePlace = updateOf([{ client: 9, structs: [text('x', BEHIND)] }])
test.each<[string, Uint8Array, { before?: Uint8Array; document?: number }]>([
  ['bytes stand behind it', Buffer.concat([MORE, Uint8Array.of(0)]), {}],
  ['it is cut', MORE.slice(0, -1), {}],
  ['it is no text', more([notText]), {}],
  ['it is empty', more([text('', BEHIND)]), {}],
  ['something is missing before it', more([text('c', { origin: [1, 4] })], 5), {}],
  ['it goes on elsewhere', more([text('c', { origin: [1, 0] })]), {}],
  ['it deletes', more([text('c', BEHIND)], 2, [{ client: 1, ranges: [[0, 1]] }]), {}],
  ['it is two structs', more([text('c', BEHIND), text('d', { origin: [1, 2] })]), {}],
  ['what it goes on from was deleted', MORE, { before: deleteAll }],
  ['somebody else went on from there', MORE, { before: fromSamePlace }],
  ['the document is full', MORE, { document: 15 }],
])(
  '[DO7] nothing is appended where %s',
  (_what, update, { before, document: most = DEFAULT_LIMITS.document }) => {
    const { document, told } = typed({ ...DEFAULT_LIMITS, document: most })
    if (before !== undefined) expect(document.apply(before, ME)).toMatchObject({ ok: true })
    const toldBefore = told.length
    expect(document.append(update, ME)).toBe(false)
    expect(told).toHaveLength(toldBefore)
    expect(textIn(document)).not.toContain('c')
  },
)

test('[DO7] nothing is appended before garbage, of which Yjs makes garbage', () => {
  const { document } = typed()
  document.gc = true
  const aType = item(CONTENT.type, (encoder) => encoding.writeVarUint(encoder, 0), { parent: 'list' })
  const PLACE = { rightOrigin: [5, 1] } as const
  for (const update of [
    updateOf([{ client: 5, structs: [aType, text('z', { parent: [5, 0] })] }]),
    // Its right neighbour is in another type.
    updateOf([{ client: 2, structs: [text('q', { origin: [1, 1], ...PLACE })] }]),
    updateOf([], [{ client: 5, ranges: [[0, 1]] }]),
  ])
    expect(document.apply(update, ME)).toMatchObject({ ok: true })
  const update = updateOf([{ client: 2, clock: 1, structs: [text('c', { origin: [2, 0], ...PLACE })] }])
  expect(document.append(update, ME)).toBe(false)
})

test('[DO7][DL7] a text of single letters takes no more memory than they do', () => {
  const { document, told } = typed()
  const LETTERS = 60_000
  const before = heapBytes()
  for (let clock = 2; clock < LETTERS; clock++)
    expect(document.append(more([text('c', { origin: [1, clock - 1] })], clock), ME)).toBe(true)
  told.length = 0
  // As pieces of their own they took 32 bytes each.
  expect((heapBytes() - before) / LETTERS).toBeLessThan(8)
  expect(textIn(document)).toHaveLength(LETTERS)
})

test('[DL2] letters that came by another node count as well', () => {
  const { document } = typed({ ...DEFAULT_LIMITS, document: 30 })
  const byNode = participant({ source: 'node' })
  for (let clock = 2; clock < 40; clock++)
    expect(document.append(more([text('c', { origin: [1, clock - 1] })], clock), byNode)).toBe(true)
  expect(document.append(more([text('c', { origin: [1, 39] })], 40), ME)).toBe(false)
})
