import type { Store } from '../store.ts'
import type { ContractCase, OpenStore } from './case.ts'
import { keptCases } from './kept.ts'
import { lockCases } from './locks.ts'
import { nodeCases } from './nodes.ts'
import { orderCases } from './orders.ts'
import { recordCases } from './records.ts'
import { snapshotCases } from './snapshots.ts'
import { turnCases } from './turns.ts'

const CASES: readonly ContractCase[] = [
  ...recordCases,
  ...orderCases,
  ...snapshotCases,
  ...turnCases,
  ...keptCases,
  ...nodeCases,
  ...lockCases,
]

/** A test of the contract. */
export interface StoreCase {
  /** What it shows, with the rule of docs/protocol.md that says so. */
  readonly name: string
  /** Runs it, on stores of its own; rejects with an `AssertionError` where the store does something else. Needs no `this`. */
  readonly run: () => Promise<void>
}

/**
 * What every store does, as tests for any runner: give each `name` and `run` to its `test`. A method that a store may leave out is
 * tested where it is there.
 *
 * @param open - opens an empty store, for one test or a part of it; what it gave is closed when that test is over.
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { memoryStore } from 'homeroom/server'
 * import { storeContract } from 'homeroom/store-contract'
 *
 * for (const { name, run } of storeContract(async () => ({ store: memoryStore() }))) test(name, run)
 * ```
 */
export const storeContract = (open: () => Promise<OpenStore>): readonly StoreCase[] =>
  CASES.map(({ name, run }) => ({
    name,
    run: async () => {
      const opened: OpenStore[] = []
      const stores: Store[] = []
      try {
        await run(async () => {
          const one = await open()
          opened.push(one)
          stores.push(one.store)
          return one.reopen === undefined ? one : { ...one, reopen: reopened(one.reopen, stores) }
        })
      } finally {
        for (const store of stores) await store.close()
        for (const { discard } of opened) await discard?.()
      }
    },
  }))

const reopened = (reopen: () => Promise<Store>, stores: Store[]) => async () => {
  const store = await reopen()
  stores.push(store)
  return store
}
