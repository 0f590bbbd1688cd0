import type { Work } from './turns.ts'

/** Work that several wait for: each step that one of them does is done for all, also where that one gives up. */
export class SharedWork<Value> {
  readonly #work: Work<Value>
  #result: { readonly value: Value } | null = null
  #hasFailed = false

  constructor(work: Work<Value>) {
    this.#work = work
  }

  /** Its result; null while it is not done. */
  get value(): Value | null {
    return this.#result?.value ?? null
  }

  /** It has thrown. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Works on it until it is done. Throws what it throws; where another one met that, that it has failed. */
  *wait(): Work<Value> {
    while (this.#result === null) {
      this.#step()
      if (this.#result === null) yield
    }
    return (this.#result as { readonly value: Value }).value
  }

  #step(): void {
    if (this.#hasFailed) throw new Error('work that several wait for has failed')
    this.#hasFailed = true
    const { done, value } = this.#work.next()
    this.#hasFailed = false
    if (done) this.#result = { value }
  }
}
