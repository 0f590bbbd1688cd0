import type { Context } from 'hono'
import { addressOf } from '../../gate/address.ts'
import type { Env } from '../env.ts'
import type { Caller } from './route.ts'

export interface AskerDeps {
  readonly trustProxy: number
}

/** Under which name a request is counted: the person, or the address where nobody is verified. */
export const personOf = (
  c: Context<Env>,
  { identity: { id } }: Pick<Caller, 'identity'>,
  { trustProxy }: AskerDeps,
): string =>
  id ?? addressOf(c.env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), trustProxy)

/** The name of the share that a request takes a part of; null for the holder of a secret, who speaks for many. */
export const askerOf = (c: Context<Env>, caller: Caller, deps: AskerDeps): string | null =>
  caller.isAdmin && caller.identity.id !== null ? null : personOf(c, caller, deps)
