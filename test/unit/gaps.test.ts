import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { createDocument } from '../../server/rooms/document.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

const NOTHING_KNOWN = Uint8Array.of(0)

const setUp = (limits = DEFAULT_LIMITS) => {
  const waiting: Uint8Array[] = []
  const document = createDocument({
    onUpdate: () => undefined,
    onWaiting: (update) => waiting.push(update),
    limits,
  })
  return { document, waiting }
}

test('[DO6][DL3] what waits as a part of what was taken is in the answer; what waits as a whole is only in the snapshot', () => {
  const { document } = setUp()
  const answerBytes = () => {
    const answer = document.answer(NOTHING_KNOWN)
    if (!answer.ok) throw new Error('there is no answer')
    return Buffer.from(answer.value.wire)
  }
  const empty = answerBytes()
  const waits = text('b', { origin: [1, 0] })
  document.apply(updateOf([{ client: 1, clock: 1, structs: [waits] }]), 'me')
  expect(answerBytes()).toEqual(empty)
  document.apply(
    updateOf([
      { client: 3, structs: [text('c')] },
      { client: 2, clock: 5, structs: [waits] },
    ]),
    'me',
  )
  const part = answerBytes()
  expect(part).not.toEqual(empty)
  const restored = setUp()
  restored.document.load([document.snapshot()])
  restored.document.apply(updateOf([{ client: 1, structs: [text('a')] }]), 'me')
  expect(Y.getState(restored.document.doc.store, 1)).toBe(2)
})
