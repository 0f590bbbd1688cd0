import type { WorkBudget } from '../document/update-queue.ts'
import type { Participant } from '../presence/participant.ts'

/** By whom a room is told of updates that are in the store already: they came to another node. */
export const STORE: Participant = {
  id: 'store',
  identity: { id: null, name: null, role: 'member', mayRename: false },
  source: 'node',
  tell: () => undefined,
  probe: () => undefined,
  close: () => undefined,
}

/** Nobody is charged for what is stored. */
export const UNBOUNDED: WorkBudget = { leftMs: Number.POSITIVE_INFINITY, spend: () => undefined }
