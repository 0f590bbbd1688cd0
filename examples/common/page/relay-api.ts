// What hosts ask of the relay by HTTP, beside the socket of the room.
import { refusalInWords } from '../words/refusal.ts'
import { relayHttp } from './address.ts'
import type { Pass } from './pass.ts'

/** Calls below the address of one room; rejects with words for a person. Null: what is not there. */
export type RelayApi = <Answer = null>(path: string, init?: RequestInit) => Promise<Answer>

const JSON_TYPE = 'application/json'

export const relayApi =
  (room: string, { bearer }: Pick<Pass, 'bearer'>): RelayApi =>
  async <Answer>(path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${relayHttp()}/api/rooms/${encodeURIComponent(room)}/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer()}`, 'content-type': JSON_TYPE },
    }).catch(() => {
      throw new Error(refusalInWords({ code: 'unreachable', message: '' }))
    })
    const body = answer.headers.get('content-type')?.startsWith(JSON_TYPE) ? await answer.json() : null
    if (!answer.ok)
      throw new Error(
        refusalInWords({ code: String(body?.error ?? answer.status), message: String(body?.message ?? '') }),
      )
    return body as Answer
  }

/** What an order says. */
export const ordering = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })
