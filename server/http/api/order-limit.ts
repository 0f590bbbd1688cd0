import type { Context } from 'hono'
import { ok, type Result } from '../../../shared/index.ts'
import type { OrderRate } from '../../rooms/order-rate.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { type AskerDeps, personOf } from './asker.ts'
import type { Caller } from './route.ts'

export interface OrderLimitDeps extends AskerDeps {
  readonly orderRate: OrderRate
}

/** Counts an order of a host; refuses it where there were too many. */
export const createOrderLimit =
  ({ orderRate, ...deps }: OrderLimitDeps) =>
  (c: Context<Env>, caller: Caller): Result<void, 'too-many-orders'> => {
    if (caller.isAdmin) return ok(undefined)
    return orderRate.take(personOf(c, caller, deps)) ? ok(undefined) : refusal('too-many-orders')
  }
