import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OwnRoles, RoomId } from '../../shared/index.ts'
import type { Arrivals } from '../base/arrivals.ts'
import type { Clock } from '../base/clock.ts'
import { readPolicy, type Store } from '../store/store.ts'
import type { Hub } from './hub.ts'
import { Policy } from './policy.ts'
import type { Room } from './room.ts'

export interface PolicyDeps {
  readonly hub: Pick<Hub, 'peek'>
  readonly store: Pick<Store, 'orders' | 'isShared'>
  readonly clock: Clock
  readonly arrivals: Pick<Arrivals, 'ofRequest'>
  readonly roles: OwnRoles
}

/** Gives what hosts have ordered in a room, which is not loaded for it; rejects as the store does. */
export type PolicyOf = (room: RoomId) => Promise<Policy>

export const createPolicyOf = ({ hub, store, ...context }: PolicyDeps): PolicyOf => {
  const stored = createStoredPolicies({ store, ...context })
  return async (id) => {
    const room = hub.peek(id)
    const inMemory =
      room !== null && (store.isShared !== true || isCurrent(room)) ? room.moderation.policy : null
    return inMemory ?? stored(id)
  }
}

/** No order has a name that begins so: what is read is the version alone. */
const NO_NAME = 'none '

/** So many are kept, for those who ask again. */
const MOST_KEPT = 4

interface Kept {
  readonly policy: Policy
  readonly policyVersion: number
}

/**
 * What is ordered in rooms that are not in memory. A room may have tens of thousands of orders, which take a tenth of a second to read:
 * what was read holds until one of them changes, and no more than one room is read in a turn of the event loop.
 */
const createStoredPolicies = ({ store, arrivals, ...context }: Omit<PolicyDeps, 'hub'>): PolicyOf => {
  const kept = new Map<RoomId, Promise<Kept>>()
  let turn: Promise<unknown> = Promise.resolve()

  const read = async (id: RoomId): Promise<Kept> => {
    turn = turn.then(() => nextTurn())
    await turn
    const { orders, policyVersion } = await readPolicy(store, id)
    return { policy: new Policy(context, orders), policyVersion }
  }

  const readAnew = (id: RoomId): Promise<Kept> => {
    const reading = read(id)
    kept.set(id, reading)
    reading.catch(() => kept.delete(id))
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return reading
  }

  return async (id) => {
    const { policyVersion } = await readPolicy(store, id, NO_NAME)
    for (;;) {
      const reading = kept.get(id) ?? readAnew(id)
      const known = await reading
      // Many may have waited for it.
      await arrivals.ofRequest(id)
      // It may have been read after that.
      if (known.policyVersion >= policyVersion) return known.policy
      // Of many who find it old, one has it read anew.
      if (kept.get(id) === reading) kept.delete(id)
    }
  }
}

/** A room that nobody wants in memory does not look for what other relays have ordered. */
const isCurrent = ({ isWanted, moderation }: Room): boolean => isWanted || moderation.policy.isUnwritten
