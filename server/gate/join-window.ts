const SECOND_MS = 1000

/** The times of the joins of the last second: never more than so many, whichever second one looks at. */
export class JoinWindow {
  readonly #perSecond: number
  /** Rising. */
  readonly #timesMs: number[] = []

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** False where the second that ends now is full. */
  take(nowMs: number): boolean {
    while ((this.#timesMs[0] ?? nowMs) <= nowMs - SECOND_MS) this.#timesMs.shift()
    if (this.#timesMs.length >= this.#perSecond) return false
    this.#timesMs.push(nowMs)
    return true
  }

  giveBack(takenAtMs: number): void {
    const index = this.#timesMs.lastIndexOf(takenAtMs)
    if (index !== -1) this.#timesMs.splice(index, 1)
  }
}
