import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Fault, fault, REFUSALS, type RefusalCode } from '../shared/index.ts'

/** What a refused request is told, as JSON. */
export interface RefusalBody {
  readonly error: RefusalCode
  readonly message: string
  /** Whether it is worth coming back: `never`, `later`, or `refresh` (with a new token). */
  readonly retry: 'never' | 'later' | 'refresh'
}

const RETRY_AFTER_SECONDS = '5'

/** A refusal with the table's own words. */
export const refusal = <Code extends RefusalCode>(code: Code) => fault(code, REFUSALS[code].text)

export const refuse = (c: Context, { code, message }: Fault<RefusalCode>): Response => {
  const { http, retry } = REFUSALS[code]
  if (http === 426) c.header('Upgrade', 'websocket')
  if (http === 401) c.header('WWW-Authenticate', 'Bearer')
  if (retry === 'later') c.header('Retry-After', RETRY_AFTER_SECONDS)
  c.header('Cache-Control', 'no-store')
  return c.json<RefusalBody>({ error: code, message, retry }, http as ContentfulStatusCode)
}
