import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { AnswerMemory } from '../../../server/fanout/answer-memory.ts'
import { AnswerParts } from '../../../server/fanout/document-answer.ts'
import type { Receiver } from '../../../server/fanout/receiver.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { bufferBytes } from '../../support/heap-bytes.ts'
import { until } from '../../support/until.ts'

const MiB = 1024 * 1024

test('[FO9] an answer whose memory was needed holds nothing of the document, also while something holds the answer', async () => {
  const by = { identity: { id: 'ada' }, answerMemory: new AnswerMemory(fakeClock().clock) }
  const doc = new Y.Doc()
  doc.getArray('pages').push(['x'.repeat(20 * MiB)])
  const beforeBytes = bufferBytes()
  const answer = new AnswerParts({
    // biome-ignore lint/correctness/useYield: it is encoded in one step.
    *encode() {
      return Y.encodeStateAsUpdate(doc)
    },
    isShared: true,
    by: by as Receiver,
  })
  while (answer.read() === null);
  answer.frame(0)
  const heldBytes = () => bufferBytes() - beforeBytes
  expect(heldBytes()).toBeGreaterThan(20 * MiB)
  answer.drop()
  // What this function has just used may be collected a turn later.
  await until(() => heldBytes() < 2 * MiB, 'the document is let go')
  expect(answer.isGone).toBe(true)
})
