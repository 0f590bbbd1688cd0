import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import type { Participant } from '../../server/presence/participant.ts'
import { docOf, textIn } from '../support/document-content.ts'
import { participant } from '../support/participant.ts'
import { garbage, text, updateOf } from '../support/yjs-bytes.ts'

const NOTHING_KNOWN = Uint8Array.of(0)

const ME = participant()
const YOU = participant()

const setUp = (limits = DEFAULT_LIMITS) => {
  const held: Uint8Array[] = []
  const emitted: { readonly update: Uint8Array; readonly by: Participant | null }[] = []
  const document = new Document({
    onUpdate: (update, by) => emitted.push({ update, by }),
    onHeld: (update) => held.push(update),
    limits,
  })
  const apply = (update: Uint8Array, by = ME) => {
    const taken = document.apply(update, by)
    return taken.ok ? taken.value : taken.fault.code
  }
  const known = (client: number) => Y.decodeStateVector(document.stateVector()).get(client) ?? 0
  const answer = () => finish(document.since(NOTHING_KNOWN))
  return { document, held, emitted, apply, known, answer, state: () => document.stateVector() }
}

/** Letters of `client`, each of which follows the one before. */
const lettersOf = (client: number, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, clock) =>
    updateOf([{ client, clock, structs: [text('x', clock === 0 ? {} : { origin: [client, clock - 1] })] }]),
  )

/** Something of one client that can be applied, and something of another that waits for `origin`. */
const half = (client: number, origin: readonly [number, number]): Uint8Array =>
  updateOf([
    { client, structs: [text('a')] },
    { client: client + 1, structs: [text('b', { origin })] },
  ])

test('[DL3] an update that builds on one that has not come waits for it, and then both are there', () => {
  const { apply, held, emitted, known, document } = setUp()
  const [first, second, third] = lettersOf(1, 3) as [Uint8Array, Uint8Array, Uint8Array]
  expect(apply(third)).toBe('in-part')
  expect(apply(second)).toBe('in-part')
  expect(held).toHaveLength(2)
  expect(emitted).toEqual([])
  expect(document.hasPending).toBe(true)
  expect(apply(first, YOU)).toBe('whole')
  expect(known(1)).toBe(3)
  expect(document.hasPending).toBe(false)
  // What had waited is news for everyone, also for who sent what was missing.
  expect(emitted.map(({ by }) => (by === YOU ? 'you' : by))).toEqual(['you', null])
})

test('[DL3] of an update that can be applied in part the rest waits, and nobody is told of that', () => {
  const { apply, held, emitted, known, document } = setUp()
  expect(apply(half(2, [1, 0]))).toBe('in-part')
  expect([known(2), known(3)]).toEqual([1, 0])
  expect(held).toHaveLength(1)
  expect(emitted).toHaveLength(1)
  expect(docOf(document).store.pendingStructs).toBeNull()
  expect(apply(lettersOf(1, 1)[0] as Uint8Array)).toBe('whole')
  expect(known(3)).toBe(1)
})

test('[DL3] nothing waits within Yjs, which would merge all of it again with each update', () => {
  const { apply, document } = setUp()
  for (let client = 10; client < 200; client += 2) apply(half(client, [1, 0]))
  apply(updateOf([], [{ client: 5, ranges: [[3, 1]] }]))
  const within = document.edit(({ store }) => [store.pendingStructs, store.pendingDs], null)
  expect(within).toEqual([null, null])
  expect(document.hasPending).toBe(true)
})

test('[DL3] a part that waits for one client does not keep back a part that waits for another', () => {
  const { apply, known } = setUp()
  const both = updateOf([
    { client: 10, structs: [text('a', { origin: [1, 0] })] },
    { client: 11, structs: [text('b', { origin: [2, 0] })] },
  ])
  expect(apply(both)).toBe('in-part')
  apply(lettersOf(2, 1)[0] as Uint8Array)
  expect([known(10), known(11)]).toEqual([0, 1])
  apply(lettersOf(1, 1)[0] as Uint8Array)
  expect([known(10), known(11)]).toEqual([1, 1])
})

test('[DL3] a deletion of what has not come waits, and takes it away when it comes', () => {
  const { apply, document } = setUp()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'kept gone')
  const written = Y.encodeStateAsUpdate(doc)
  const before = Y.encodeStateVector(doc)
  doc.getText('text').delete(4, 5)
  expect(apply(Y.encodeStateAsUpdate(doc, before))).toBe('in-part')
  expect(apply(written)).toBe('whole')
  expect(textIn(document)).toBe('kept')
  expect(document.hasPending).toBe(false)
})

test('[DL3] above the limit whoever sends more of it is refused, and nobody else is', () => {
  const { apply, known, document } = setUp({ ...DEFAULT_LIMITS, pending: 1_000 })
  const later = lettersOf(1, 100).slice(1)
  const outcomes = later.map((update) => apply(update))
  expect(outcomes.filter((outcome) => outcome === 'in-part').length).toBeGreaterThan(2)
  expect(outcomes.at(-1)).toBe('document-gap')
  // Also one of which a part could be applied.
  expect(apply(half(5, [4, 9_999]))).toBe('document-gap')
  expect(known(5)).toBe(1)
  expect(apply(updateOf([{ client: 9, structs: [text('fine')] }]), YOU)).toBe('whole')
  expect(known(9)).toBe(4)
  // What was refused comes again with the answer to step 1.
  apply(Y.mergeUpdates(lettersOf(1, 100)))
  expect(known(1)).toBe(100)
  expect(document.hasPending).toBe(false)
})

test('[DL3] what waits is in the snapshot and in no answer, and goes on waiting where that is loaded', () => {
  const { document, apply, answer } = setUp()
  const empty = answer()
  apply(lettersOf(1, 2)[1] as Uint8Array)
  expect(answer()).toEqual(empty)
  apply(half(2, [1, 0]))
  const restored = setUp()
  finish(restored.document.load([finish(document.snapshot())]))
  expect(restored.document.hasPending).toBe(true)
  expect([restored.known(1), restored.known(2), restored.known(3)]).toEqual([0, 1, 0])
  restored.apply(lettersOf(1, 1)[0] as Uint8Array)
  expect([restored.known(1), restored.known(2), restored.known(3)]).toEqual([2, 1, 1])
  expect(restored.document.hasPending).toBe(false)
})

test('[DL3] the records of a room with a gap give the same document as the room had', () => {
  const { apply, held, emitted, state, document } = setUp()
  const records: Uint8Array[] = []
  const take = (update: Uint8Array) => {
    const before = [emitted.length, held.length] as const
    apply(update)
    for (const { update: one } of emitted.slice(before[0])) records.push(one)
    for (const one of held.slice(before[1])) records.push(one)
  }
  take(lettersOf(1, 3)[2] as Uint8Array)
  take(half(4, [1, 1]))
  take(lettersOf(1, 3)[0] as Uint8Array)
  const reloaded = setUp()
  expect(finish(reloaded.document.load(records))).toEqual({ ok: true, value: 0 })
  expect(reloaded.state()).toEqual(state())
  expect(reloaded.document.hasPending).toBe(document.hasPending)
  reloaded.apply(lettersOf(1, 3)[1] as Uint8Array)
  expect([reloaded.known(1), reloaded.known(5)]).toEqual([3, 1])
})

test('[DL3][DO7] what waited and has been collected in part meanwhile costs nobody anything', () => {
  const waits = updateOf([{ client: 2, structs: [text('abcdef', { origin: [1, 0] })] }])
  const collected = updateOf([{ client: 2, structs: [garbage(3)] }])
  const [first] = lettersOf(1, 1) as [Uint8Array]
  const { apply, known, document } = setUp()
  expect(apply(waits)).toBe('in-part')
  expect(apply(collected)).toBe('whole')
  expect(apply(first)).toBe('whole')
  expect(known(2)).toBe(6)
  expect(document.hasPending).toBe(false)
  const reloaded = setUp()
  expect(finish(reloaded.document.load([waits, collected, first]))).toEqual({ ok: true, value: 0 })
  expect(reloaded.known(2)).toBe(6)
})

test('[DL2] what waits is a part of the size of a document once it is applied', () => {
  const { apply } = setUp({ ...DEFAULT_LIMITS, document: 10_000, pending: 100_000 })
  const later = updateOf([{ client: 2, structs: [text('x'.repeat(6_000), { origin: [1, 0] })] }])
  apply(later)
  apply(lettersOf(1, 1)[0] as Uint8Array)
  expect(apply(updateOf([{ client: 3, structs: [text('x'.repeat(6_000))] }]))).toBe('document-too-large')
})
