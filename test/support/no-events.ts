import type { AnswerEvents } from '../../server/fanout/document-outbox.ts'
import type { Pacing } from '../../server/fanout/receiver.ts'

/** Nobody is charged for an answer, and nobody waits for its end. */
export const NO_EVENTS: AnswerEvents = {
  spent: () => undefined,
  sized: () => undefined,
  onEnd: () => undefined,
}

/** As many parts of a document at a time as the socket takes. */
export const NO_PACE: Pacing = { isFull: false, sent: () => undefined }
