// The link by which people come into this room, as its host gets it of the relay.

import { useEffect, useState } from 'react'
import { inviteLink, joinUrl, relayHttp } from '../page/address.ts'
import { type Pass, usePass } from '../page/pass.ts'
import { useRights } from '../room/classroom-context.tsx'

/** A link, and the code in it, where it has one. */
export interface JoinLink {
  readonly url: string
  readonly code: string | null
}

interface LinkView {
  readonly url: string | null
  readonly code: string
  readonly role: string
  readonly expiresAtMs: number | null
  readonly uses: number | null
}

/** A code that people type, of a link that neither ends nor counts. */
const isForAll = ({ code, role, expiresAtMs, uses }: LinkView): boolean =>
  role === 'attendee' && /^\d{3}-\d{3}-\d{3}$/.test(code) && expiresAtMs === null && uses === null

/** Null where the relay has no links. */
const linkOfHost = async (room: string, { bearer }: Pass): Promise<JoinLink | null> => {
  const call = async (init: RequestInit = {}) => {
    const answer = await fetch(`${relayHttp()}/api/rooms/${encodeURIComponent(room)}/links`, {
      ...init,
      headers: { authorization: `Bearer ${bearer()}`, 'content-type': 'application/json' },
    })
    if (!answer.ok) throw new Error(`The relay gave no link: ${answer.status}`)
    return answer.json()
  }
  const { links } = (await call()) as { links: readonly LinkView[] }
  const link: LinkView =
    links.find(isForAll) ?? (await call({ method: 'POST', body: JSON.stringify({ role: 'attendee' }) }))
  return { url: link.url ?? joinUrl(link.code), code: link.code }
}

/** The link of this room for others; null while the relay is asked for it. */
export const useJoinLink = (room: string): JoinLink | null => {
  const pass = usePass()
  const { isHost } = useRights()
  const [link, setLink] = useState<JoinLink | null>(null)
  useEffect(() => {
    const { shared } = pass
    const plain = { url: shared === null ? inviteLink(room) : joinUrl(shared), code: shared }
    if (!isHost || pass.bearer() === null) {
      setLink(plain)
      return
    }
    let isGone = false
    linkOfHost(room, pass)
      .catch(() => null)
      .then((made) => {
        if (!isGone) setLink(made ?? plain)
      })
    return () => {
      isGone = true
    }
  }, [room, pass, isHost])
  return link
}
