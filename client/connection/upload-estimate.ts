import type { Timers } from '../environment.ts'

/** A line as slow as a line may be that is worth waiting for: 16 KiB a second. */
const BYTES_PER_MS = 16

/** How long what was sent may be on its way: a page cannot see what its network has taken. */
export interface Uplink {
  sent(bytes: number): void
  /** True while a slow line may still be busy with what was sent. */
  isBusy(): boolean
}

export const createUplink = (timers: Pick<Timers, 'nowMs'>): Uplink => {
  let doneAtMs = Number.NEGATIVE_INFINITY
  return {
    sent(bytes) {
      doneAtMs = Math.max(doneAtMs, timers.nowMs()) + bytes / BYTES_PER_MS
    },
    isBusy: () => timers.nowMs() < doneAtMs,
  }
}
