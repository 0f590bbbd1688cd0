import type { Timers } from '../environment.ts'

/** The slowest line that is worth waiting for: 16 KiB a second. */
const BYTES_PER_MS = 16

/** How long what was sent may be on its way: a page cannot see what its network has taken. */
export class UploadEstimate {
  readonly #timers: Pick<Timers, 'nowMs'>
  #doneAtMs = Number.NEGATIVE_INFINITY

  constructor(timers: Pick<Timers, 'nowMs'>) {
    this.#timers = timers
  }

  sent(bytes: number): void {
    this.#doneAtMs = Math.max(this.#doneAtMs, this.#timers.nowMs()) + bytes / BYTES_PER_MS
  }

  /** True while a slow line may still be busy with what was sent. */
  get isBusy(): boolean {
    return this.#timers.nowMs() < this.#doneAtMs
  }
}
