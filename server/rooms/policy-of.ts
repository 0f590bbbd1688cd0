import type { OwnRoles, RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { readPolicy, type Store } from '../store/store.ts'
import type { Hub } from './hub.ts'
import { Policy } from './policy.ts'

export interface PolicyDeps {
  readonly hub: Pick<Hub, 'peek'>
  readonly store: Pick<Store, 'orders'>
  readonly clock: Clock
  readonly roles: OwnRoles
}

/** Gives what hosts have ordered in a room, which is not loaded for it; rejects as the store does. */
export type PolicyOf = (room: RoomId) => Promise<Policy>

export const createPolicyOf =
  ({ hub, store, ...context }: PolicyDeps): PolicyOf =>
  async (room) =>
    hub.peek(room)?.moderation.policy ?? new Policy(context, (await readPolicy(store, room)).orders)
