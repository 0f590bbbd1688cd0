import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { joined } from '../../server/base/joined.ts'
import type { Work } from '../../server/base/turns.ts'
import { encodeState } from '../../server/document/encode.ts'
import { etagOf } from '../../server/document/etag.ts'
import { jsonOf } from '../../server/document/json-pieces.ts'
import { UpdateParts } from '../../shared/index.ts'
import { SPLITTERS } from '../support/splitters.ts'

const MIB = 1024 * 1024

/** In how many steps it is done. */
const stepsOf = <Value>(work: Work<Value>): { value: Value; steps: number } => {
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next()
    if (done) return { value, steps }
  }
}

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251)

test('[HT6] pieces are joined in steps, whatever their sizes', () => {
  const whole = bytesOf(5 * MIB + 3)
  const pieces = [
    whole.subarray(0, 1),
    whole.subarray(1, 1),
    whole.subarray(1, 3 * MIB),
    whole.subarray(3 * MIB),
  ]
  const { value, steps } = stepsOf(joined(pieces))
  expect(Buffer.compare(value, whole)).toBe(0)
  expect(steps).toBeGreaterThanOrEqual(5)
  expect(stepsOf(joined([])).value).toHaveLength(0)
})

test('[HT6] an ETag is of all bytes, and is made in steps', () => {
  const body = bytesOf(3 * MIB + 1)
  const { value, steps } = stepsOf(etagOf(body))
  expect(value).toBe(`"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`)
  expect(steps).toBeGreaterThanOrEqual(3)
})

test.each([
  ['a long text', 'é😀x'.repeat(300_000)],
  ['many values', { list: Array.from({ length: 100_000 }, (_, index) => ({ index, text: 'some text' })) }],
])('[HT6] %s is written as JSON in steps, and reads back', (_what, value) => {
  const { value: pieces, steps } = stepsOf(jsonOf({ value }))
  expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual({ value })
  expect(steps).toBeGreaterThan(3)
})

test('[HT6] JSON is written as JavaScript writes it', () => {
  const value = {
    a: [null, undefined, Number.NaN, -0, 1.5, true, '"\u2028\ud800'],
    b: undefined,
    c: {},
    d: [],
    '': '',
  }
  expect(Buffer.concat(stepsOf(jsonOf(value)).value).toString()).toBe(JSON.stringify(value))
})

test.each([
  ['one text', ['é😀x'.repeat(800_000)]],
  ['several texts', ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(MIB))],
])('[UP1][X20] %s of several MiB is read and encoded in steps', (_what, texts) => {
  const doc = new Y.Doc()
  for (const [index, text] of texts.entries()) doc.getText(`${index}`).insert(0, text)
  const whole = Y.encodeStateAsUpdate(doc)
  const { value, steps } = stepsOf(encodeState(doc))
  expect(Buffer.compare(value, whole)).toBe(0)
  expect(steps).toBeGreaterThanOrEqual(4)
  const parts = new UpdateParts(whole)
  let reads = 1
  while (!parts.read(1_000)) reads += 1
  expect(reads).toBeGreaterThanOrEqual(4)
  const copy = new Y.Doc()
  for (const [, split] of SPLITTERS)
    for (const part of split(whole, { bytes: MIB, structs: 1_000 })) Y.applyUpdate(copy, part)
  for (const [index, text] of texts.entries()) expect(copy.getText(`${index}`).toString() === text).toBe(true)
})
