// What lets this person into a room: a token, or the code of a link, for which the relay gives one.

import type { TokenSource } from 'homeroom/client'
import { createContext, useContext } from 'react'
import { words } from '../words/index.ts'
import { type Refused, refusalInWords } from '../words/refusal.ts'
import { relayHttp } from './address.ts'
import { inBrowser } from './storage.ts'
import type { Visit } from './tab.ts'

/** What a code is good for: a token, a place in the waiting room, or nothing, in words for a person. */
export type Entered =
  | { readonly kind: 'in'; readonly room: string; readonly token: string }
  | { readonly kind: 'waits'; readonly room: string; readonly againMs: number }
  | { readonly kind: 'refused'; readonly why: Refused }
  /** It may be tried again as it is. */
  | { readonly kind: 'unanswered'; readonly why: Refused }

const SEAT = 'seat'

/** The code in what a person has typed, if it is one: nine digits, in whatever groups. */
export const codeIn = (typed: string): string | null =>
  /^[\d٠-٩۰-۹]{9}$/.test(typed.replace(/[\s.-]/g, '')) ? typed.trim() : null

const ask = (method: string, body: object, init: RequestInit = {}): Promise<Response> =>
  fetch(`${relayHttp()}/api/join`, {
    ...init,
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/**
 * Exchanges a code for a token, or for a place in the waiting room under a name. The seat makes a person the same one again,
 * also after a reload.
 */
export const enter = async (code: string, name: string): Promise<Entered> => {
  const seat = inBrowser.read(SEAT)
  try {
    const answer = await ask('POST', { code, name, ...(seat !== null && { seat }) })
    const body = await answer.json()
    if (!answer.ok) {
      const why = { code: String(body.error), message: String(body.message) }
      return { kind: body.retry === 'later' ? 'unanswered' : 'refused', why }
    }
    inBrowser.write(SEAT, body.seat)
    if (answer.status === 202) return { kind: 'waits', room: body.room, againMs: body.againMs }
    return { kind: 'in', room: body.room, token: body.token }
  } catch {
    return { kind: 'unanswered', why: { code: 'unreachable', message: '' } }
  }
}

/** Waits no more. An answer is not needed: a place that nobody asks for ends by itself. */
export const goAway = (code: string): void => {
  const seat = inBrowser.read(SEAT)
  if (seat !== null) ask('DELETE', { code, seat }, { keepalive: true }).catch(() => undefined)
}

/** The tokens of one visit. */
export interface Pass {
  /** What the room is joined with; nothing for a person who has neither a token nor a code. */
  readonly source: TokenSource | undefined
  /** The code that others may come by, too; null for one that makes hosts. */
  readonly shared: string | null
  /** The token that holds now. */
  bearer(): string | null
}

/** `onOutside` hears that the code does not let this person in any more, or not yet. */
export const createPass = (visit: Visit, onOutside: (entered: Entered) => void): Pass => {
  const { code, name, token } = visit
  let held = token
  if (code === null) return { source: token ?? undefined, shared: null, bearer: () => token }
  let isNew = true
  return {
    shared: codeIn(code),
    bearer: () => held,
    source: async () => {
      // Where it has ended, or holds no more, the room asks for another one.
      if (isNew && held !== null) {
        isNew = false
        return held
      }
      const entered = await enter(code, name)
      if (entered.kind !== 'in') {
        // The room asks again for what was not answered.
        if (entered.kind !== 'unanswered') onOutside(entered)
        throw new Error(entered.kind === 'waits' ? words().waiting.title : refusalInWords(entered.why))
      }
      held = entered.token
      return held
    },
  }
}

const PassContext = createContext<Pass>({ source: undefined, shared: null, bearer: () => null })

export const PassProvider = PassContext

export const usePass = (): Pass => useContext(PassContext)
