import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isEmptyUpdate } from '../../server/document/update-check.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

test('[DO1] an update that says nothing is known as such', () => {
  expect(isEmptyUpdate(Y.encodeStateAsUpdate(new Y.Doc()))).toBe(true)
  expect(isEmptyUpdate(updateOf([{ client: 1, structs: [text('a')] }]))).toBe(false)
  expect(isEmptyUpdate(updateOf([], [{ client: 1, ranges: [[0, 1]] }]))).toBe(false)
  expect(isEmptyUpdate(Uint8Array.of(0, 1))).toBe(false)
  expect(isEmptyUpdate(new Uint8Array())).toBe(false)
})
