// What lets this person into a room: a token, or the code of a link, for which the relay gives one.

import type { TokenSource } from 'homeroom/client'
import { createContext, useContext } from 'react'
import type { Refused } from '../words/refusal.ts'
import { relayHttp } from './address.ts'
import { inBrowser } from './storage.ts'
import type { Visit } from './tab.ts'

/** What a code is good for, or why it is not, in words for a person. */
export type Entered =
  | { readonly ok: true; readonly room: string; readonly token: string }
  | { readonly ok: false; readonly why: Refused }

const SEAT = 'seat'

/** The code in what a person has typed, if it is one: nine digits, in whatever groups. */
export const codeIn = (typed: string): string | null =>
  /^[\d٠-٩۰-۹]{9}$/.test(typed.replace(/[\s.-]/g, '')) ? typed.trim() : null

/** Exchanges a code for a token. The seat makes a person the same one again, also after a reload. */
export const enter = async (code: string): Promise<Entered> => {
  const seat = inBrowser.read(SEAT)
  try {
    const answer = await fetch(`${relayHttp()}/api/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, ...(seat !== null && { seat }) }),
    })
    const body = await answer.json()
    if (!answer.ok) return { ok: false, why: { code: String(body.error), message: String(body.message) } }
    inBrowser.write(SEAT, body.seat)
    return { ok: true, room: body.room, token: body.token }
  } catch {
    return { ok: false, why: { code: 'unreachable', message: '' } }
  }
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

/** `onRefused` hears that the code lets this person in no more. */
export const createPass = (visit: Visit, onRefused: (why: Refused) => void): Pass => {
  const { code, token } = visit
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
      const entered = await enter(code)
      if (!entered.ok) {
        onRefused(entered.why)
        throw new Error(entered.why.message)
      }
      held = entered.token
      return held
    },
  }
}

const PassContext = createContext<Pass>({ source: undefined, shared: null, bearer: () => null })

export const PassProvider = PassContext

export const usePass = (): Pass => useContext(PassContext)
