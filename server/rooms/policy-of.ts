import type { OwnRoles, RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { readPolicy, type Store } from '../store/store.ts'
import type { Hub } from './hub.ts'
import { Policy } from './policy.ts'
import type { Room } from './room.ts'

export interface PolicyDeps {
  readonly hub: Pick<Hub, 'peek'>
  readonly store: Pick<Store, 'orders' | 'isShared'>
  readonly clock: Clock
  readonly roles: OwnRoles
}

/** Gives what hosts have ordered in a room, which is not loaded for it; rejects as the store does. */
export type PolicyOf = (room: RoomId) => Promise<Policy>

export const createPolicyOf =
  ({ hub, store, ...context }: PolicyDeps): PolicyOf =>
  async (id) => {
    const room = hub.peek(id)
    const inMemory =
      room !== null && (store.isShared !== true || isCurrent(room)) ? room.moderation.policy : null
    return inMemory ?? new Policy(context, (await readPolicy(store, id)).orders)
  }

/** A room that nobody wants in memory does not look for what other relays have ordered. */
const isCurrent = ({ isWanted, moderation }: Room): boolean => isWanted || moderation.policy.isUnwritten
