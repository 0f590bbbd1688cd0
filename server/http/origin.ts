import type { Context } from 'hono'
import { isOriginListed } from '../gate/gate.ts'
import type { Env } from './env.ts'
import { isOwnHost } from './local-name.ts'

export interface OriginRule {
  /** Origins that are let in beside the relay's own pages. */
  readonly origins: readonly string[]
  /** How many proxies stand before the relay. */
  readonly trustProxy: number
}

/** Whether a request is of a page that may ask: one of the list, or one that the relay itself has served. */
export const isOriginAllowed = (c: Context<Env>, rule: OriginRule): boolean => {
  const origin = c.req.header('origin') ?? null
  return isOriginListed(rule.origins, origin) || isOwnPage(c, rule, origin)
}

/**
 * A page of the relay has the origin under which it was asked for. `Host` says that, and is believed only where no page from
 * elsewhere can be under such a name: a proxy that the relay knows of serves its own names alone. Where there is no list it
 * is believed as well: a page that has its own name point here (DNS rebinding) brings no cookie of the name that people log in at.
 * `X-Forwarded-Host` is never believed, since a client may send one through a proxy that does not know it.
 */
const isOwnPage = (c: Context<Env>, { origins, trustProxy }: OriginRule, origin: string | null): boolean => {
  const host = c.req.header('host')
  if (host === undefined || !(trustProxy > 0 || origins.length === 0 || isOwnHost(host, origins)))
    return false
  // Where a proxy says how it was asked, a page without TLS, which others on the line may have made, is not the same page.
  const told = trustProxy > 0 ? c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim() : undefined
  return (told === undefined ? ['http', 'https'] : [told]).some((scheme) => origin === `${scheme}://${host}`)
}
