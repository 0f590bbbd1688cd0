import type { Timers } from '../environment.ts'

/** Timers of one owner, which end together. */
export class Timeouts {
  readonly #timers: Pick<Timers, 'after'>
  readonly #cancels = new Set<() => void>()

  constructor(timers: Pick<Timers, 'after'>) {
    this.#timers = timers
  }

  /** Calls `work` after `ms`, unless the returned function or `clear` is called before. */
  after(ms: number, work: () => void): () => void {
    const stop = this.#timers.after(ms, () => {
      this.#cancels.delete(cancel)
      work()
    })
    const cancel = () => {
      this.#cancels.delete(cancel)
      stop()
    }
    this.#cancels.add(cancel)
    return cancel
  }

  /** Settles as `work` does; rejects with `message` where that takes longer than `ms`. */
  within<Value>(ms: number, work: Promise<Value>, message: string): Promise<Value> {
    return new Promise((resolve, reject) => {
      const cancel = this.after(ms, () => reject(new Error(message)))
      work.finally(cancel).then(resolve, reject)
    })
  }

  clear(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
  }
}
