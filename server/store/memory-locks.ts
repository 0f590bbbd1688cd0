import type { Locks } from './store.ts'

interface Lock {
  readonly holder: string
  readonly untilMs: number
}

/** Locks of rooms among those who have the store in this process, or reach it through this process. */
export const memoryLocks = (): Locks => {
  const lockByRoom = new Map<string, Lock>()

  /** Some are of a process that is gone. */
  const dropEnded = (nowMs: number) => {
    for (const [room, { untilMs }] of lockByRoom) if (untilMs <= nowMs) lockByRoom.delete(room)
  }

  return {
    async lock(room, holder, forMs) {
      const nowMs = performance.now()
      dropEnded(nowMs)
      const held = lockByRoom.get(room)
      if (held !== undefined && held.holder !== holder) return false
      lockByRoom.set(room, { holder, untilMs: nowMs + forMs })
      return true
    },
    async unlock(room, holder) {
      if (lockByRoom.get(room)?.holder === holder) lockByRoom.delete(room)
    },
  }
}
