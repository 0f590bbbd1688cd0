// A request to the relay's HTTP API, and what came of it.

/** Why a request failed. The relay gives the code, except for `offline` and `unreadable`. */
export interface Problem {
  readonly code: string
  readonly message: string
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem }

const OFFLINE: Problem = { code: 'offline', message: 'The relay does not answer.' }
const UNREADABLE: Problem = { code: 'unreadable', message: 'What answers is no relay.' }

export type Ask = <Value>(path: string, init?: RequestInit) => Promise<Answer<Value>>

/** Asks below the path of this page. `credential` is a token or a secret; empty if none is needed. */
export const createAsk =
  (credential: string): Ask =>
  async <Value>(path: string, init: RequestInit = {}): Promise<Answer<Value>> => {
    const headers = new Headers(init.headers)
    if (credential !== '') headers.set('Authorization', `Bearer ${credential}`)
    let response: Response
    try {
      response = await fetch(`./api${path}`, { ...init, headers, cache: 'no-store' })
    } catch {
      // There is no network, or the request was aborted: then nobody reads the answer.
      return { ok: false, problem: OFFLINE }
    }
    const body = await response.json().catch(() => null)
    if (response.status === 204 || (response.ok && body !== null)) return { ok: true, value: body }
    // It was cut off, or aborted, in the middle of its answer.
    if (response.ok) return { ok: false, problem: OFFLINE }
    const isRefusal = typeof body?.error === 'string' && typeof body.message === 'string'
    return { ok: false, problem: isRefusal ? { code: body.error, message: body.message } : UNREADABLE }
  }
