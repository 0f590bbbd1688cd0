/** Somebody who waits until so many updates are in the store. */
interface Waiter {
  readonly upTo: number
  readonly settle: (isStored: boolean) => void
}

/** Those who wait for updates of a room to be in the store. */
export class StoredWaiters {
  #waiters: Waiter[] = []

  /** Gives true once so many updates are stored; false where they never will be. */
  wait(upTo: number): Promise<boolean> {
    const { promise, resolve: settle } = Promise.withResolvers<boolean>()
    this.#waiters.push({ upTo, settle })
    return promise
  }

  stored(upTo: number): void {
    this.#settle((waiter) => waiter.upTo <= upTo, true)
  }

  /** Nothing is stored any more. */
  discard(): void {
    this.#settle(() => true, false)
  }

  #settle(isOver: (waiter: Waiter) => boolean, isStored: boolean): void {
    const over = this.#waiters.filter(isOver)
    if (over.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => !isOver(waiter))
    for (const { settle } of over) settle(isStored)
  }
}
