import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { documentPair } from '../support/document-pair.ts'
import { CONTENT, item, nestedTypes, type Part, text, updateOf } from '../support/yjs-bytes.ts'

const clients = (from: number, count: number) =>
  updateOf(
    Array.from({ length: count }, (_, index) => ({
      client: from + count - index,
      structs: [text('a', { parent: `${(from + index) % 500}` })],
    })),
  )

const roots = (client: number, from: number, count: number) =>
  updateOf([
    {
      client,
      structs: Array.from({ length: count }, (_, index) => text('a', { parent: `root ${from + index}` })),
    },
  ])

/** One value: an array with others inside. */
const oneWith = (count: number): Part =>
  item(CONTENT.any, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeUint8(encoder, 117)
    encoding.writeVarUint(encoder, count)
    for (let index = 0; index < count; index++) encoding.writeUint8(encoder, 126)
  })

const many = (count: number, of: Part) =>
  updateOf([{ client: 7, structs: Array.from({ length: count }, () => of) }])

const type = item(CONTENT.type, (encoder) => encoding.writeVarUint(encoder, 1))

const subdocument = item(CONTENT.doc, (encoder) => {
  encoding.writeVarString(encoder, 'guid')
  encoding.writeUint8(encoder, 118)
  encoding.writeVarUint(encoder, 0)
})

const TOO_LARGE = { ok: false, fault: { code: 'document-too-large' } }
const TAKEN = { ok: true, value: 'whole' }

test('[DL8] no more clients write to a document than may, and those that have go on', () => {
  const { apply } = documentPair()
  expect(apply(clients(1, 2_000)).taken).toEqual(TAKEN)
  expect(apply(clients(10_000, 18_001)).taken).toMatchObject(TOO_LARGE)
  expect(apply(clients(100_000, 20_001)).taken).toMatchObject(TOO_LARGE)
  const onward = updateOf([{ client: 5, clock: 1, structs: [text('b', { origin: [5, 0] })] }])
  expect(apply(onward).taken).toEqual(TAKEN)
})

test('[DL8] no more types are at the top of a document than may be', () => {
  const { apply } = documentPair()
  expect(apply(roots(1, 0, 9_000)).taken).toEqual(TAKEN)
  expect(apply(roots(2, 9_000, 1_001)).taken).toMatchObject(TOO_LARGE)
  expect(apply(roots(3, 9_000, 1_000)).taken).toEqual(TAKEN)
  expect(apply(roots(4, 0, 1)).taken).toEqual(TAKEN)
})

test('[DL8] a value with too many others inside is refused, before it is made', () => {
  const { apply } = documentPair()
  expect(apply(updateOf([{ client: 1, structs: [oneWith(100_000)] }])).taken).toMatchObject(TOO_LARGE)
  expect(apply(updateOf([{ client: 2, structs: [oneWith(99_999)] }])).taken).toEqual(TAKEN)
})

test('[DL4] types and subdocuments count as the structs that they take', () => {
  expect(documentPair().apply(many(170_000, type)).taken).toMatchObject(TOO_LARGE)
  expect(documentPair().apply(many(42_000, subdocument)).taken).toMatchObject(TOO_LARGE)
  expect(documentPair().apply(many(2_000, subdocument)).taken).toEqual(TAKEN)
})

test('[DL8] types are nested no deeper than Yjs can go', () => {
  const { apply, document } = documentPair()
  expect(apply(nestedTypes(1, 255)).taken).toEqual(TAKEN)
  expect(apply(nestedTypes(2, 256)).taken).toMatchObject({ ok: false, fault: { code: 'bad-update' } })
  expect(apply(updateOf([], [{ client: 1, ranges: [[0, 1]] }])).taken).toEqual(TAKEN)
  expect(document.brokenBy).toBeNull()
})

test('[DO7] deletions out of order are a broken update', () => {
  const { apply } = documentPair()
  for (const ranges of [
    [
      [5, 50],
      [10, 3],
    ],
    [
      [20, 3],
      [5, 3],
    ],
  ] as const)
    expect(apply(updateOf([], [{ client: 1, ranges }])).taken).toMatchObject({
      fault: { code: 'bad-update' },
    })
  const long = Array.from({ length: 1_000 }, (_, index) => [2_000 - index * 2, 1] as const)
  expect(apply(updateOf([], [{ client: 1, ranges: long }])).taken).toMatchObject({
    fault: { code: 'bad-update' },
  })
})
