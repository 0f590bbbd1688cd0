import type { Clock } from '../base/clock.ts'

/** SyncQueue that sockets have not taken yet: more of them only wait in memory, each of them a document. */
const BUSY = 16

/** Whoever takes its answer more slowly does not keep the others waiting. */
const TURN_MS = 5_000

/** Whoever asked for the document. */
interface Asker {
  readonly isOpen: boolean
  readonly isLagging: boolean
  answer(): void
}

/** SyncQueue to sync step 1, so many at a time over all rooms. An answer that the socket takes at once waits for nobody. */
export interface SyncQueue {
  ask(asker: Asker): void
  /** The socket of `asker` has taken everything, or is gone. */
  settle(asker: Asker): void
  sweep(): void
  readonly waiting: number
}

export const createSyncQueue = (clock: Clock): SyncQueue => {
  const busySinceMs = new Map<Asker, number>()
  const waiting = new Set<Asker>()

  const give = (asker: Asker) => {
    asker.answer()
    if (asker.isOpen && asker.isLagging) busySinceMs.set(asker, clock.monotonicMs())
  }

  const next = () => {
    for (const asker of waiting) {
      if (busySinceMs.size >= BUSY) return
      waiting.delete(asker)
      give(asker)
    }
  }

  return {
    ask(asker) {
      if (busySinceMs.size < BUSY) give(asker)
      else waiting.add(asker)
    },

    settle(asker) {
      if (!asker.isOpen) waiting.delete(asker)
      if (busySinceMs.delete(asker)) next()
    },

    sweep() {
      const nowMs = clock.monotonicMs()
      for (const [asker, sinceMs] of busySinceMs) if (nowMs - sinceMs >= TURN_MS) busySinceMs.delete(asker)
      next()
    },

    get waiting() {
      return waiting.size
    },
  }
}
