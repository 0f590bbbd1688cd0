import type { TakeResult, UpdateQueue, WorkBudget } from '../document/update-queue.ts'
import type { Participant } from '../presence/participant.ts'

/** By whom a room is told of updates that are in the store already: they came to another node. */
const STORE: Participant = {
  id: 'store',
  identity: { id: null, name: null, role: 'member', mayRename: false },
  source: 'node',
  isStoredElsewhere: true,
  tell: () => undefined,
  probe: () => undefined,
  close: () => undefined,
}

/** Nobody is charged for what is stored. */
const UNBOUNDED: WorkBudget = { leftMs: Number.POSITIVE_INFINITY, spend: () => undefined }

/** Puts what is stored already into the document; false where something of it is not taken. */
export const mergeStored = async (queue: UpdateQueue, updates: readonly Uint8Array[]): Promise<boolean> => {
  const taken = updates.map(
    (update) => new Promise<TakeResult>((done) => queue.take(update, STORE, UNBOUNDED, done)),
  )
  return (await Promise.all(taken)).every(({ ok }) => ok)
}
