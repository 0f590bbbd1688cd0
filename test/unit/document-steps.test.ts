import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { docOf } from '../support/document-content.ts'
import { documentPair } from '../support/document-pair.ts'
import { endWork } from '../support/end-work.ts'
import { heapBytes } from '../support/heap-bytes.ts'
import { documentSize } from '../support/hostile.ts'
import { participant } from '../support/participant.ts'
import { CONTENT, garbage, item, type Part, text, updateOf } from '../support/yjs-bytes.ts'

const MANY = 5_000

const embed = (place: Parameters<typeof item>[2], value = '1'): Part =>
  item(CONTENT.embed, (encoder) => encoding.writeVarString(encoder, value), place)

const mapType = (place: Parameters<typeof item>[2]): Part =>
  item(CONTENT.type, (encoder) => encoding.writeVarUint(encoder, 1), place)

/** A list of structs that Yjs never joins: two clients by turns. */
const list = (count: number, parent: string | readonly [number, number], value = '1') => {
  const ofClient = (client: number, other: number, first: number) => ({
    client,
    structs: Array.from({ length: count / 2 }, (_, index) =>
      embed(first + index === 0 ? { parent } : { origin: [other, index - 1 + first] }, value),
    ),
  })
  return updateOf([ofClient(12, 11, 1), ofClient(11, 12, 0)])
}

const elements = (doc: Y.Doc): string =>
  doc
    .getText('list')
    .toDelta()
    .map(({ insert }: { insert: unknown }) => insert)
    .join()

test.each([
  [13, 300],
  [11, 300],
  [13, 25_000],
  [11, 25_000],
])('[X20] an insertion of client %i in conflict with %i others is where Yjs puts it', (client, count) => {
  const { apply, views } = documentPair()
  const conflicting = Array.from({ length: count }, (_, index) => embed({ parent: 'list' }, `${index}`))
  apply(updateOf([{ client: 10, structs: conflicting }]))
  const { steps } = apply(updateOf([{ client, structs: [embed({ parent: 'list' }, '"last"')] }]))
  if (count > 20_000) expect(steps).toBeGreaterThan(2)
  const [relays, told, expected] = views(elements)
  expect(relays).toEqual(expected)
  expect(told).toEqual(expected)
})

test.each([true, false])(
  '[X20] a deletion of a type with thousands of others in it goes in steps (gc %s)',
  (gc) => {
    const { apply, views } = documentPair({ gc })
    apply(updateOf([{ client: 1, structs: [mapType({ parent: 'map', key: 'a' })] }]))
    apply(list(MANY, [1, 0]))
    const keys = Array.from({ length: MANY }, (_, index) => mapType({ parent: [1, 0], key: `${index}` }))
    apply(updateOf([{ client: 20, structs: keys }]))
    apply(list(10, [20, 7]))
    const { taken } = apply(updateOf([], [{ client: 1, ranges: [[0, 1]] }]))
    expect(taken).toEqual({ ok: true, value: 'whole' })
    const [relays, told, expected] = views((doc) => doc.getMap('map').toJSON())
    expect(relays).toEqual(expected)
    expect(told).toEqual(expected)
  },
)

test('[X20] a key is set again, though its value holds thousands', () => {
  const { apply, views } = documentPair()
  apply(updateOf([{ client: 1, structs: [mapType({ parent: 'map', key: 'a' })] }]))
  apply(list(8 * MANY, [1, 0]))
  const { steps } = apply(updateOf([{ client: 2, structs: [embed({ origin: [1, 0] }, '"new"')] }]))
  expect(steps).toBeGreaterThan(2)
  const [relays, told, expected] = views((doc) => doc.getMap('map').toJSON())
  expect(relays).toMatchObject({ sees: { a: 'new' } })
  expect(relays).toEqual(expected)
  expect(told).toEqual(expected)
})

test('[X20] parts of texts and lists are deleted as Yjs deletes them', () => {
  const { apply, views, doc } = documentPair()
  apply(updateOf([{ client: 1, structs: [text('abcdefghij', { parent: 'list' })] }]))
  apply(updateOf([{ client: 2, structs: [text('XY', { origin: [1, 4], rightOrigin: [1, 5] })] }]))
  apply(
    updateOf(
      [],
      [
        {
          client: 1,
          ranges: [
            [1, 2],
            [4, 3],
          ],
        },
        { client: 2, ranges: [[1, 1]] },
      ],
    ),
  )
  expect(doc.getText('list').toString()).toBe('adXhij')
  const [relays, told, expected] = views((each) => each.getText('list').toString())
  expect(relays).toEqual(expected)
  expect(told).toEqual(expected)
})

test('[X21] a list that grows by one value at a time is no single struct, which would be copied each time', () => {
  const { document } = documentPair()
  const value = (index: number) =>
    item(
      CONTENT.any,
      (encoder) => {
        encoding.writeVarUint(encoder, 1)
        encoding.writeUint8(encoder, 126)
      },
      index === 0 ? { parent: 'values' } : { origin: [3, index - 1] },
    )
  const values = Array.from({ length: 40_000 }, (_, index) => value(index))
  expect(document.apply(updateOf([{ client: 3, structs: values }]), null).ok).toBe(true)
  const lengths = document.edit(({ store }) => (store.clients.get(3) ?? []).map(({ length }) => length), null)
  expect(Math.max(...lengths)).toBeLessThan(20_000)
  expect(docOf(document).getArray('values').length).toBe(40_000)
})

test('[X22] a long text that comes at once is kept in structs of a bounded length: to write its end copies no more', () => {
  const { document, apply, views } = documentPair()
  apply(updateOf([{ client: 1, structs: [text('x'.repeat(300_000), { parent: 'text' })] }]))
  const { structs } = Y.decodeUpdate(finish(document.snapshot()))
  for (const { length } of structs) expect(length).toBeLessThanOrEqual(64 * 1024)
  const [relays, told, expected] = views((doc) => doc.getText('text').length)
  expect(relays).toEqual(expected)
  expect(told).toEqual(expected)
})

test('[X22] a long text that is written on and divided, again and again, holds its own characters and no more', () => {
  const { document } = documentPair()
  const chars = 400_000
  const take = (update: Uint8Array) => expect(document.apply(update, null).ok).toBe(true)
  take(updateOf([{ client: 1, structs: [text('x'.repeat(chars), { parent: 'text' })] }]))
  const before = heapBytes()
  for (let round = 0; round < 200; round++) {
    const clock = chars + round
    take(updateOf([{ client: 1, clock, structs: [text('y', { origin: [1, clock - 1] })] }]))
    const at = (round + 1) * 1_000
    const place = { origin: [1, at - 1], rightOrigin: [1, at] } as const
    take(updateOf([{ client: 2, clock: round, structs: [embed(place)] }]))
  }
  // Each round held another 400 KB.
  expect(heapBytes() - before).toBeLessThan(20_000_000)
})

test('[X20] what is half known as garbage is not left to one step of Yjs, nor what follows it', () => {
  const { apply, views, document } = documentPair()
  apply(updateOf([{ client: 1, structs: [embed({ parent: 'list' })] }]))
  apply(updateOf([{ client: 9, structs: [garbage(5)] }]))
  apply(
    updateOf([
      {
        client: 2,
        structs: Array.from({ length: 30_000 }, (_, index) =>
          embed({ origin: index === 0 ? [1, 0] : [2, index - 1] }),
        ),
      },
    ]),
  )
  const structs = [
    text('abcd', { parent: 'list' }),
    ...Array.from({ length: 20 }, () => embed({ origin: [1, 0] })),
  ]
  // Yjs itself throws at it.
  const work = document.take(updateOf([{ client: 9, clock: 3, structs }]), null)
  let steps = 0
  while (!work.next().done) steps += 1
  expect(steps).toBeGreaterThan(20)
  const [relays, told] = views(elements)
  expect(told).toEqual(relays)
})

test('[DL5] of a large update that is ended half-way, what is in is told, and written in steps', () => {
  const told: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => told.push(update),
    onHeld: () => undefined,
    limits: DEFAULT_LIMITS,
  })
  const work = document.take(list(20_000, 'list'), participant())
  // It takes 325.
  for (let step = 0; step < 250; step++) expect(work.next().done).toBe(false)
  expect(endWork(work)).toBeGreaterThan(5)
  const heard = new Y.Doc()
  for (const update of told) Y.applyUpdate(heard, update)
  expect(documentSize(heard)).toBeGreaterThan(10_000)
  expect(documentSize(heard)).toBeLessThan(20_000)
  expect(Y.encodeStateVector(heard)).toEqual(document.stateVector())
})
