import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Log } from '../base/log.ts'
import type { Env } from './env.ts'
import { isLoopback } from './local-name.ts'

export interface OpennessDeps {
  /** The relay verifies nobody, and nobody has said that it shall not. */
  readonly isOpenUnsaid: boolean
  readonly trustProxy: number
  readonly log: Log
}

const OPEN =
  'the relay lets in anybody, also from other machines: give it secrets, jwks or authenticate, or say anonymous: "join" if it shall'

/** Warns once where people of other machines reach a relay that was left open, as the command refuses to be. */
export const warnOfOpenness = ({ isOpenUnsaid, trustProxy, log }: OpennessDeps) => {
  let isSilent = !isOpenUnsaid
  return createMiddleware<Env>((c, next) => {
    if (!isSilent && isFromElsewhere(c, trustProxy)) {
      isSilent = true
      log.warn({}, OPEN)
    }
    return next()
  })
}

/** Nothing is known of a request that somebody made for `routes` by hand. */
const isFromElsewhere = (c: Context<Env>, trustProxy: number): boolean => {
  const { incoming } = c.env
  if (incoming === undefined) return false
  return (
    !isLoopback(incoming.socket.remoteAddress) || (trustProxy > 0 && 'x-forwarded-for' in incoming.headers)
  )
}
