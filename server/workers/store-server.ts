import { messageOf } from '../../shared/index.ts'
import { EpochMismatch, type Store } from '../store/store.ts'
import { STORE_METHODS, type StoreAnswer, type StoreFacts, type StoreQuestion } from './messages.ts'

/** Stands in arguments for parts that are asked for one by one. */
export const PARTS = 'parts'

/** Stands in an answer for a write that was not done. */
export const MISMATCH = 'mismatch'

export const factsOf = (store: Store): StoreFacts => ({
  durability: store.durability,
  methods: STORE_METHODS.filter((method) => store[method] !== undefined),
})

type Part = Extract<StoreQuestion, { kind: 'part' | 'no-part' }>

/** The parent's store for one worker. */
export class StoreServer {
  readonly #store: Store
  readonly #answer: (answer: StoreAnswer, bytes: number) => void
  /** Those who wait for a part, by the call. */
  readonly #waitingById = new Map<number, PromiseWithResolvers<Part>>()
  #isEnded = false

  constructor(store: Store, answer: (answer: StoreAnswer, bytes: number) => void) {
    this.#store = store
    this.#answer = answer
  }

  take(question: StoreQuestion): void {
    if (question.kind === 'call') void this.#call(question)
    else this.#waitingById.get(question.id)?.resolve(question)
  }

  /** The worker is gone: a snapshot that it was sending is not stored. */
  end(): void {
    this.#isEnded = true
    for (const { reject } of this.#waitingById.values()) reject(new Error(GONE))
  }

  async #call({ id, method, args }: Extract<StoreQuestion, { kind: 'call' }>): Promise<void> {
    const call = this.#store[method] as ((...args: readonly unknown[]) => Promise<unknown>) | undefined
    try {
      const given = args.map((arg) => (arg === PARTS ? this.#partsOf(id) : arg))
      const value = await call?.apply(this.#store, given)
      this.#answer({ kind: 'answer', id, value: method === 'append' ? withoutErrors(value) : value }, 0)
    } catch (error) {
      const isMismatch = error instanceof EpochMismatch
      this.#answer({ kind: 'failure', id, isMismatch, fault: messageOf(error) }, 0)
    }
  }

  async *#partsOf(id: number): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const waiting = Promise.withResolvers<Part>()
        this.#waitingById.set(id, waiting)
        if (this.#isEnded) throw new Error(GONE)
        this.#answer({ kind: 'more', id }, 0)
        const next = await waiting.promise
        if (next.kind === 'no-part') throw new Error(next.fault)
        if (next.part === null) return
        yield next.part
      }
    } finally {
      this.#waitingById.delete(id)
    }
  }
}

const GONE = 'the worker is gone'

/** Errors do not keep their class on the way. */
const withoutErrors = (results: unknown): unknown =>
  Array.isArray(results)
    ? results.map((result) => (result instanceof EpochMismatch ? MISMATCH : result))
    : results
