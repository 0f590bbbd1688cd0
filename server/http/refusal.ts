import type * as v from 'valibot'
import { type Fault, fault, REFUSALS, type RefusalCode, withRetryHint } from '../../shared/index.ts'
import type { RefusalBody } from './api/schemas.ts'

/** Why a request is refused, and when to come back where the relay knows. */
export interface Refusal extends Fault<RefusalCode> {
  readonly retryAfterMs?: number
}

/** Where nothing better is known. */
const RETRY_AFTER_MS = 5_000

/** Close reasons are at most 123 bytes (RFC 6455, 5.5.1). */
const REASON_BYTES = 120

/** A refusal with the table's own words. */
export const refusal = <Code extends RefusalCode>(code: Code) => fault(code, REFUSALS[code].text)

/** A refusal that says when to come back. */
export const refusalUntil = (code: RefusalCode, retryAfterMs: number) => ({
  ok: false as const,
  fault: { ...refusal(code).fault, retryAfterMs },
})

/** The answer to a refused request, by the table. */
export const refuse = ({ code, message, retryAfterMs = RETRY_AFTER_MS }: Refusal): Response => {
  const { http, retry } = REFUSALS[code]
  const body: v.InferOutput<typeof RefusalBody> = { error: code, message, retry }
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (http === 426) headers.set('Upgrade', 'websocket')
  if (http === 401) headers.set('WWW-Authenticate', 'Bearer')
  if (retry === 'later') headers.set('Retry-After', `${Math.ceil(retryAfterMs / 1000)}`)
  return Response.json(body, { status: http, headers })
}

/** The same for a close: as much of the message as there is room for. An own `authenticate` may say it at length. */
export const closeReason = ({ code, message, retryAfterMs }: Refusal): Uint8Array => {
  const hint = new TextEncoder().encode(retryAfterMs === undefined ? '' : withRetryHint('', retryAfterMs))
  const room = new Uint8Array(REASON_BYTES)
  // It takes whole characters only: half of one would be a fault of the close frame.
  const { written } = new TextEncoder().encodeInto(
    `${code}: ${message}`,
    room.subarray(0, REASON_BYTES - hint.length),
  )
  room.set(hint, written)
  return room.subarray(0, written + hint.length)
}
