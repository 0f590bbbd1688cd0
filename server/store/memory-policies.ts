import { checkOrders, type OrderChanges, type StoredPolicy } from './store.ts'

const NOTHING: StoredPolicy = { orders: {}, policyVersion: 0 }

/** What hosts have ordered, for the life of the process. */
export const memoryPolicies = () => {
  const policies = new Map<string, StoredPolicy>()

  const read = (room: string): StoredPolicy => policies.get(room) ?? NOTHING

  return {
    read,
    /** The room is deleted. */
    forget(room: string): void {
      const before = policies.get(room)
      if (before !== undefined) policies.set(room, { orders: {}, policyVersion: before.policyVersion + 1 })
    },
    change(room: string, changes: OrderChanges): StoredPolicy {
      checkOrders(changes)
      const { orders, policyVersion } = read(room)
      const all = new Map<string, string | null>([...Object.entries(orders), ...Object.entries(changes)])
      const kept = [...all].filter((order): order is [string, string] => order[1] !== null)
      const changed = { orders: Object.fromEntries(kept), policyVersion: policyVersion + 1 }
      policies.set(room, changed)
      return changed
    },
  }
}
