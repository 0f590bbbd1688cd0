import type { Participant } from '../../server/presence/participant.ts'
import { ANONYMOUS } from './room-harness.ts'

/** Somebody in a room who is told things and does nothing about them, anonymous where a test does not say otherwise. */
export const participant = (given: Partial<Participant> = {}): Participant => ({
  id: 'participant',
  identity: ANONYMOUS,
  source: 'client',
  tell: () => undefined,
  probe: () => undefined,
  close: () => undefined,
  ...given,
})
