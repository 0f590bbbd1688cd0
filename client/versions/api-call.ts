import { messageOf } from '../../shared/index.ts'
import type { RelayAccess } from '../relay-access.ts'
import { VersionsError } from './versions-error.ts'

/** No answer takes longer, in ms: a restore of a very large document takes some seconds. */
const ANSWER_MS = 60_000

/** Requests of the HTTP API below one room, by its tokens. Rejects with a {@link VersionsError}. */
export type ApiCall = (method: string, path: string, body?: object) => Promise<Response>

export const apiCallOf =
  (access: RelayAccess): ApiCall =>
  async (method, path, body) => {
    const answer = await ask(access, method, path, body)
    if (answer.ok) return answer
    const refused = await refusalOf(answer)
    // By the page's clock the token may still have held.
    if (refused.code !== 'token-expired') throw refused
    const again = await ask(access, method, path, body, true)
    if (again.ok) return again
    throw await refusalOf(again)
  }

const ask = async (
  { url, room, tokens }: RelayAccess,
  method: string,
  path: string,
  body: object | undefined,
  isRefused = false,
): Promise<Response> => {
  if (isRefused) tokens.renew()
  const bearer = await tokens.get().catch((error: unknown) => {
    throw new VersionsError('no-token', `The token could not be got: ${messageOf(error)}`)
  })
  const base = url.replace(/^ws/, 'http').replace(/\/+$/, '')
  const headers = new Headers()
  if (bearer) headers.set('authorization', `Bearer ${bearer}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  try {
    return await fetch(`${base}/api/rooms/${encodeURIComponent(room)}/versions${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
  } catch (error) {
    throw new VersionsError('unreachable', `The relay does not answer: ${messageOf(error)}`)
  }
}

const refusalOf = async (answer: Response): Promise<VersionsError> => {
  const told = (await answer.json().catch(() => null)) as { error?: unknown; message?: unknown } | null
  return typeof told?.error === 'string' && typeof told.message === 'string'
    ? new VersionsError(told.error, told.message)
    : new VersionsError('no-relay', `What answered with ${answer.status} is no relay of Homeroom.`)
}
