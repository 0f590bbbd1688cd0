/** Does one work after the other; null where too many wait already, in all or of one key. */
export class Serial {
  readonly #most: number
  readonly #mostOfKey: number
  readonly #waitingByKey = new Map<string, number>()
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(most: number, mostOfKey: number) {
    this.#most = most
    this.#mostOfKey = mostOfKey
  }

  run<Value>(key: string, work: () => Promise<Value>): Promise<Value> | null {
    const ofKey = this.#waitingByKey.get(key) ?? 0
    if (this.#waiting >= this.#most || ofKey >= this.#mostOfKey) return null
    this.#waiting += 1
    this.#waitingByKey.set(key, ofKey + 1)
    const done = this.#last.then(work).finally(() => this.#leave(key))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Settles when all that was asked for by now is over. */
  async idle(): Promise<void> {
    await this.#last
  }

  #leave(key: string): void {
    this.#waiting -= 1
    const left = (this.#waitingByKey.get(key) ?? 0) - 1
    if (left > 0) this.#waitingByKey.set(key, left)
    else this.#waitingByKey.delete(key)
  }
}
