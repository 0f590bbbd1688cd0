import { messageOf } from '../../shared/index.ts'
import { EpochMismatch, type RoomWrite, type Store } from '../store/store.ts'
import type { StoreAnswer, StoreFacts, StoreMethod, StoreQuestion } from './messages.ts'
import { MISMATCH, PARTS } from './store-server.ts'

interface Call {
  readonly args: readonly unknown[]
  readonly parts: AsyncIterator<Uint8Array> | null
  readonly settled: PromiseWithResolvers<unknown>
}

const isParts = (arg: unknown): arg is AsyncIterable<Uint8Array> =>
  typeof arg === 'object' && arg !== null && Symbol.asyncIterator in arg

/** The parent's store, as a worker sees it: it is shared with the other workers. */
export class WorkerStore {
  readonly store: Store
  readonly #ask: (question: StoreQuestion, bytes: number) => boolean
  readonly #callById = new Map<number, Call>()
  #lastId = 0

  constructor(facts: StoreFacts, ask: (question: StoreQuestion, bytes: number) => boolean) {
    this.#ask = ask
    const methods = facts.methods.map((method) => [
      method,
      (...args: readonly unknown[]) => this.#call(method, args),
    ])
    this.store = {
      ...(Object.fromEntries(methods) as Omit<Store, 'durability' | 'close'>),
      durability: facts.durability,
      isShared: true,
      // The file is the parent's. What was asked is answered before.
      close: async () => void (await Promise.allSettled([...this.#callById.values()].map(settledOf))),
    }
  }

  take(answer: StoreAnswer): void {
    const call = this.#callById.get(answer.id)
    if (call === undefined) return
    if (answer.kind === 'more') {
      void this.#sendPart(answer.id, call)
      return
    }
    this.#callById.delete(answer.id)
    if (answer.kind === 'answer') call.settled.resolve(withErrors(answer.value, call.args))
    else
      call.settled.reject(
        answer.isMismatch ? new EpochMismatch(String(call.args[0])) : new Error(answer.fault),
      )
    void call.parts?.return?.()
  }

  /** The parent is gone, and with it the store. */
  end(): void {
    for (const { settled } of this.#callById.values()) settled.reject(new Error(GONE))
    this.#callById.clear()
  }

  #call(method: StoreMethod, args: readonly unknown[]): Promise<unknown> {
    this.#lastId += 1
    const id = this.#lastId
    const parts = args.find(isParts)?.[Symbol.asyncIterator]() ?? null
    const settled = Promise.withResolvers<unknown>()
    this.#callById.set(id, { args, parts, settled })
    const sent = args.map((arg) => (isParts(arg) ? PARTS : arg))
    if (!this.#ask({ kind: 'call', id, method, args: sent }, 0)) {
      this.#callById.delete(id)
      settled.reject(new Error(GONE))
    }
    return settled.promise
  }

  async #sendPart(id: number, { parts }: Call): Promise<void> {
    try {
      const next = await parts?.next()
      const part = next === undefined || next.done === true ? null : next.value
      this.#ask({ kind: 'part', id, part }, part?.length ?? 0)
    } catch (error) {
      this.#ask({ kind: 'no-part', id, fault: messageOf(error) }, 0)
    }
  }
}

const GONE = 'the process with the store is gone'

const settledOf = ({ settled }: Call): Promise<unknown> => settled.promise

const withErrors = (value: unknown, [writes]: readonly unknown[]): unknown =>
  Array.isArray(value) && value.includes(MISMATCH)
    ? value.map((result, index) =>
        result === MISMATCH ? new EpochMismatch((writes as readonly RoomWrite[])[index]?.room ?? '') : result,
      )
    : value
