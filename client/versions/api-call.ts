import { messageOf } from '../../shared/index.ts'
import type { RelayAccess } from '../relay-access.ts'
import { VersionsError } from './versions-error.ts'

/** No answer takes longer, in ms: a restore of a very large document takes some seconds. */
const ANSWER_MS = 60_000

/** So long the page may take to get a token, in ms. */
const TOKEN_MS = 15_000

/** Requests of the HTTP API below one room, by its tokens; gives the body of the answer. Rejects with a {@link VersionsError}. */
export type ApiCall = (method: string, path: string, body?: object) => Promise<Uint8Array>

export const apiCallOf =
  (access: RelayAccess): ApiCall =>
  async (method, path, body) => {
    const answer = await ask(access, method, path, body)
    if (answer.isOk) return answer.body
    const refused = refusalOf(answer)
    // By the page's clock the token may still have held.
    if (refused.code !== 'token-expired') throw refused
    const again = await ask(access, method, path, body, true)
    if (again.isOk) return again.body
    throw refusalOf(again)
  }

interface Answer {
  readonly isOk: boolean
  readonly status: number
  readonly body: Uint8Array
}

const ask = async (
  { url, room, tokens }: RelayAccess,
  method: string,
  path: string,
  body: object | undefined,
  isRefused = false,
): Promise<Answer> => {
  if (isRefused) tokens.renew()
  const bearer = await inTime(tokens.get()).catch((error: unknown) => {
    throw new VersionsError('no-token', `The token could not be got: ${messageOf(error)}`)
  })
  const base = url.replace(/^ws/, 'http').replace(/\/+$/, '')
  const headers = new Headers()
  if (bearer) headers.set('authorization', `Bearer ${bearer}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  try {
    const answer = await fetch(`${base}/api/rooms/${encodeURIComponent(room)}/versions${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    return { isOk: answer.ok, status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) }
  } catch (error) {
    // A browser does not tell the two from one another.
    const why = 'The relay does not answer, or does not let pages of this origin ask (--origin)'
    throw new VersionsError('unreachable', `${why}: ${messageOf(error)}`)
  }
}

const inTime = <Value>(work: Promise<Value>): Promise<Value> => {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took over ${TOKEN_MS / 1000} s`)), TOKEN_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The value of a JSON body; null for one that is none. */
export const jsonIn = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}

const refusalOf = ({ status, body }: Answer): VersionsError => {
  const told = jsonIn(body) as { error?: unknown; message?: unknown } | null
  return typeof told?.error === 'string' && typeof told.message === 'string'
    ? new VersionsError(told.error, told.message)
    : noRelay(`What answered with ${status}`)
}

/** What answered is something else: a proxy, or the page's own server. */
export const noRelay = (what: string): VersionsError =>
  new VersionsError('no-relay', `${what} is no relay of Homeroom.`)
