// Refused requests count for their address, at every door: a join, the API, a plain look at a room.
import type { Context } from 'hono'
import { addressOf } from '../gate/address.ts'
import type { FailedAccessLimit, Failures } from '../gate/failed-access-limit.ts'
import type { Env } from './env.ts'
import { type Refusal, refusal } from './refusal.ts'

export interface FailedAccessDeps {
  readonly failedAccess: FailedAccessLimit
  /** How many proxies there are whose `X-Forwarded-For` is believed. */
  readonly trustProxy: number
}

/** Counts a refusal, and gives what is answered: that there were too many of this address, once there were. */
export type FailedAccess = (
  c: Context<Env>,
  because: Refusal,
) => Promise<Refusal & { readonly failures: Failures }>

export const createFailedAccess =
  ({ failedAccess, trustProxy }: FailedAccessDeps): FailedAccess =>
  async (c, because) => {
    const failures = await failedAccess.count(remoteAddress(c, trustProxy), because.code)
    return { ...(failures === 'too-many' ? refusal('too-many-refusals').fault : because), failures }
  }

/** The address that a request is counted by. */
export const remoteAddress = (c: Context<Env>, trustProxy: number): string =>
  addressOf(c.env.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), trustProxy)
