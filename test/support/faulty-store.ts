import type { Store } from '../../server/index.ts'

type Operation =
  | 'open'
  | 'since'
  | 'adopt'
  | 'append'
  | 'compact'
  | 'replace'
  | 'list'
  | 'orders'
  | 'order'
  | 'keep'
  | 'kept'
  | 'keptBodies'
  | 'lock'
  | 'unlock'
  | 'close'

/** A store in front of another one: a test makes it fail, wait or count. */
export const faultyStore = (inner: Store) => {
  const failing = new Set<Operation>()
  const gateByOperation = new Map<Operation, PromiseWithResolvers<void>>()
  const callsByOperation = new Map<Operation, number>()
  let delay: () => Promise<void> = async () => undefined

  const run = async <Value>(operation: Operation, work: () => Promise<Value>): Promise<Value> => {
    callsByOperation.set(operation, (callsByOperation.get(operation) ?? 0) + 1)
    await delay()
    await gateByOperation.get(operation)?.promise
    if (failing.has(operation)) throw new Error(`the disk is full (${operation})`)
    return work()
  }

  const store: Store = {
    durability: inner.durability,
    open: (...args) => run('open', () => inner.open(...args)),
    since: (...args) => run('since', () => inner.since(...args)),
    adopt: (...args) => run('adopt', () => inner.adopt(...args)),
    append: (...args) => run('append', () => inner.append(...args)),
    compact: (...args) => run('compact', () => inner.compact(...args)),
    replace: (...args) => run('replace', () => inner.replace(...args)),
    list: (...args) => run('list', () => inner.list(...args)),
    orders: (...args) => run('orders', () => inner.orders(...args)),
    order: (...args) => run('order', () => inner.order(...args)),
    keep: (...args) => run('keep', async () => inner.keep?.(...args)),
    kept: (...args) => run('kept', async () => (await inner.kept?.(...args)) ?? []),
    keptBodies: (...args) => run('keptBodies', async () => (await inner.keptBodies?.(...args)) ?? []),
    lock: (...args) => run('lock', async () => (await inner.lock?.(...args)) ?? true),
    unlock: (...args) => run('unlock', async () => inner.unlock?.(...args)),
    close: () => run('close', () => inner.close()),
  }

  return {
    store,
    fail: (...operations: Operation[]) => {
      for (const operation of operations) failing.add(operation)
    },
    heal: () => failing.clear(),
    /** Calls of `operation` wait until the returned function is called. */
    hold(operation: Operation): () => void {
      const gate = Promise.withResolvers<void>()
      gateByOperation.set(operation, gate)
      return () => {
        gateByOperation.delete(operation)
        gate.resolve()
      }
    },
    /** Each call waits for what `by` gives, before anything else. */
    delay(by: () => Promise<void>): void {
      delay = by
    },
    calls: (operation: Operation): number => callsByOperation.get(operation) ?? 0,
  }
}

/** A store that outlives the relay that closes it, as a file outlives a process. */
export const keptOpen = (store: Store): Store => ({ ...store, close: async () => undefined })
