import { systemClock } from '../../server/base/clock.ts'
import { AnswerMemory } from '../../server/fanout/answer-memory.ts'
import type { AnswerEvents } from '../../server/fanout/document-outbox.ts'
import type { Receiver } from '../../server/fanout/receiver.ts'

/** Nobody is charged for an answer, and nobody waits for its beginning. */
export const NO_EVENTS: AnswerEvents = {
  spent: () => undefined,
  sized: () => undefined,
  answered: () => undefined,
}

type Transport = Pick<Receiver, 'isLagging' | 'pacing' | 'address' | 'answerMemory'>

/** What a receiver has that takes at once what it is sent. */
export class QuickTransport implements Transport {
  isLagging = false
  readonly pacing = { isFull: false, sent: () => undefined }
  readonly address: string = '192.0.2.1'
  readonly answerMemory = new AnswerMemory(systemClock)
}
