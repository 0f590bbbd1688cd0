import { type ChangedPolicy, checkOrders, type OrderChanges, type StoredPolicy } from './store.ts'

interface MemoryPolicy {
  readonly orders: Map<string, string>
  version: number
}

/** What hosts have ordered, for the life of the process. */
export const memoryPolicies = () => {
  const policies = new Map<string, MemoryPolicy>()

  const versionOf = (room: string): number => policies.get(room)?.version ?? 0

  const read = (room: string, prefix = ''): StoredPolicy => {
    const orders = [...(policies.get(room)?.orders ?? [])].filter(([name]) => name.startsWith(prefix))
    return { orders: Object.fromEntries(orders), policyVersion: versionOf(room) }
  }

  return {
    read,
    versionOf,
    /** The room is deleted. */
    forget(room: string): void {
      const policy = policies.get(room)
      if (policy === undefined) return
      policy.orders.clear()
      policy.version += 1
    },
    change(room: string, changes: OrderChanges, known?: number): ChangedPolicy {
      checkOrders(changes)
      const policy = policies.get(room) ?? { orders: new Map(), version: 0 }
      policies.set(room, policy)
      for (const [name, value] of Object.entries(changes))
        if (value === null) policy.orders.delete(name)
        else policy.orders.set(name, value)
      policy.version += 1
      return policy.version - 1 === known ? { orders: null, policyVersion: policy.version } : read(room)
    },
  }
}
