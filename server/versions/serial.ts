/** Does one work after the other; null where too many wait already. */
export class Serial {
  readonly #most: number
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(most: number) {
    this.#most = most
  }

  run<Value>(work: () => Promise<Value>): Promise<Value> | null {
    if (this.#waiting >= this.#most) return null
    this.#waiting += 1
    const done = this.#last.then(work).finally(() => {
      this.#waiting -= 1
    })
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Settles when all that was asked for by now is over. */
  async idle(): Promise<void> {
    await this.#last
  }
}
