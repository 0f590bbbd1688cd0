import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { ANY_ORIGIN } from '../gate/gate.ts'
import type { Env } from './env.ts'

export interface CorsDeps {
  readonly origins: readonly string[]
  /** The relay verifies nobody. */
  readonly isOpen: boolean
}

/** A browser asks once for so long, in s, whether a page may. */
const MAX_AGE_S = 600

/**
 * Lets pages of other origins use the API: those that are named, and where any origin is let in, those that bring a token to a
 * relay that looks at it. Never with cookies, since `Access-Control-Allow-Credentials` is not sent.
 */
export const createCors = ({ origins, isOpen }: CorsDeps) => {
  const allowing = cors({
    origin: (origin) => origin,
    allowMethods: ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match'],
    exposeHeaders: ['ETag', 'Retry-After'],
    maxAge: MAX_AGE_S,
  })
  const isForTokens = !isOpen && origins.includes(ANY_ORIGIN)
  return createMiddleware<Env>(async (c, next) => {
    const origin = c.req.header('origin')
    if (origin !== undefined && (origins.includes(origin) || (isForTokens && bringsToken(c))))
      return allowing(c, next)
    await next()
    c.header('Vary', 'Origin', { append: true })
  })
}

/** Whether the request has a header for a token, or asks beforehand to send one. */
const bringsToken = (c: Context<Env>): boolean =>
  c.req.method === 'OPTIONS'
    ? /(^|[ ,])authorization([ ,]|$)/i.test(c.req.header('access-control-request-headers') ?? '')
    : c.req.header('authorization') !== undefined
