import { type Fault, fault, REFUSALS, type RefusalCode } from '../../shared/index.ts'

/** What a refused request is told, as JSON. */
interface RefusalBody {
  readonly error: RefusalCode
  readonly message: string
  /** Whether it is worth coming back: `never`, `later`, or `refresh` (with a new token). */
  readonly retry: 'never' | 'later' | 'refresh'
}

const RETRY_AFTER_SECONDS = '5'

/** A refusal with the table's own words. */
export const refusal = <Code extends RefusalCode>(code: Code) => fault(code, REFUSALS[code].text)

/** The answer to a refused request, by the table. */
export const refuse = ({ code, message }: Fault<RefusalCode>): Response => {
  const { http, retry } = REFUSALS[code]
  const body: RefusalBody = { error: code, message, retry }
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (http === 426) headers.set('Upgrade', 'websocket')
  if (http === 401) headers.set('WWW-Authenticate', 'Bearer')
  if (retry === 'later') headers.set('Retry-After', RETRY_AFTER_SECONDS)
  return Response.json(body, { status: http, headers })
}
