import { fenced, type Report } from './fence.ts'

/** The listeners of one thing. A listener that throws is reported, and keeps no other one from being called. */
export class Listeners<Value> {
  readonly #report: Report
  readonly #listeners = new Set<(value: Value) => void>()

  constructor(report: Report) {
    this.#report = report
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0
  }

  /** Calls `listener` with each value, until the returned function is called. The same function added twice is called twice. */
  add(listener: (value: Value) => void): () => void {
    const own = (value: Value) => listener(value)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  /** Calls each listener, for as long as `isCurrent`: one of them may bring about something newer. */
  tell(value: Value, isCurrent: () => boolean = () => true): void {
    for (const listener of [...this.#listeners]) {
      if (!isCurrent()) return
      // A listener may remove itself or others while it is called.
      if (this.#listeners.has(listener)) fenced(this.#report, () => listener(value))
    }
  }

  clear(): void {
    this.#listeners.clear()
  }
}
