import type { Context } from 'hono'
import { ok, type Result } from '../../../shared/index.ts'
import { addressOf } from '../../gate/address.ts'
import type { OrderRate } from '../../rooms/order-rate.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import type { Caller } from './route.ts'

export interface OrderLimitDeps {
  readonly orderRate: OrderRate
  readonly trustProxy: number
}

/** Counts an order of a host; refuses it where there were too many. */
export const createOrderLimit =
  ({ orderRate, trustProxy }: OrderLimitDeps) =>
  (c: Context<Env>, { identity: { id }, isAdmin }: Caller): Result<void, 'too-many-orders'> => {
    if (isAdmin) return ok(undefined)
    const host =
      id ?? addressOf(c.env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), trustProxy)
    return orderRate.take(host) ? ok(undefined) : refusal('too-many-orders')
  }
