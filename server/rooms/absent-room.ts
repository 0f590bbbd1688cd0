import { ok, type Result, type RoomId, type SignalRequest, type SignalSender } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Moderation } from './moderation.ts'
import { NO_RULES, type Policies } from './policy.ts'
import { actOn, type Orders, type SignalFault } from './signal-acts.ts'

/** What can be ordered of a room whether anybody is there or not. */
export type Moderating = Pick<
  Moderation,
  'rules' | 'take' | 'setRules' | 'remove' | 'removePerson' | 'giveRole' | 'giveRoleToPerson'
>

/** Orders for a room that is not in memory: they hold for people who come. */
export const createAbsentRoom = (room: RoomId, policies: Policies, clock: Clock): Moderating => {
  const toNobody = () => undefined

  const orders: Orders & Moderating = {
    get rules() {
      return policies.peek(room)?.rules ?? NO_RULES
    },
    setRules: (rules) => policies.of(room).order(rules, []),
    removePerson: (id) => policies.of(room).remove(id, clock.wallMs()),
    giveRoleToPerson: (id, role) => policies.of(room).giveRole(id, role),
    lowerHands: toNobody,
    remove: toNobody,
    giveRole: toNobody,

    take(_nobody: null, request: SignalRequest, from: SignalSender): Result<void, SignalFault> {
      const outcome = actOn(orders, request, from)
      return outcome.ok ? ok(undefined) : outcome
    },
  }
  return orders
}
