import type { AnswerEvents } from '../../server/fanout/document-outbox.ts'

/** Nobody is charged for an answer, and nobody waits for its end. */
export const NO_EVENTS: AnswerEvents = {
  spent: () => undefined,
  sized: () => undefined,
  onEnd: () => undefined,
}
