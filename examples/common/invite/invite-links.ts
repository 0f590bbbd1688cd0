// The links by which people come into this room, as its host has them of the relay.

import { useEffect, useMemo, useState } from 'react'
import { asShownHere, inviteLink, joinUrl } from '../page/address.ts'
import { usePass } from '../page/pass.ts'
import { ordering, relayApi } from '../page/relay-api.ts'
import { useRights } from '../room/room-context.tsx'

/** A link to show: its code, where it has one. */
export interface JoinLink {
  readonly url: string
  readonly code: string | null
}

/** A link of the relay. */
export interface RoomLink {
  readonly id: string
  readonly url: string | null
  readonly code: string
  readonly role: string
  /** In ms since 1970; null where it ends only when it is revoked. */
  readonly expiresAtMs: number | null
  /** So many people may come by it, and have; null where nobody counts. */
  readonly uses: number | null
  readonly used: number | null
  readonly waits: boolean
}

/** A link that a host asks for. */
export interface LinkOrder {
  readonly role: string
  readonly ttlSeconds: number | null
  readonly uses: number | null
  readonly waits: boolean
}

/** What hosts do with links; each rejects with words for a person. */
export interface RoomLinks {
  readonly all: readonly RoomLink[]
  make(order: LinkOrder): Promise<RoomLink>
  revoke(link: RoomLink): Promise<void>
}

/** A code that people type, of a link that neither ends nor counts. */
const isForAll = ({ code, expiresAtMs, uses }: RoomLink): boolean =>
  /^\d{3}-\d{3}-\d{3}$/.test(code) && expiresAtMs === null && uses === null

const FOR_ALL: LinkOrder = { role: 'attendee', ttlSeconds: null, uses: null, waits: false }

/** The links of this room, of which one is for all; null while the relay is asked, for those who are no hosts, and where it has none. */
export const useRoomLinks = (room: string): RoomLinks | 'none' | null => {
  const pass = usePass()
  const { isHost } = useRights()
  const isAsked = isHost && pass.bearer() !== null
  const [all, setAll] = useState<readonly RoomLink[] | 'none' | null>(isAsked ? null : 'none')
  const { list, make, revoke } = useMemo(() => {
    const call = relayApi(room, pass)
    const list = async () => (await call<{ links: readonly RoomLink[] }>('links')).links
    return {
      list,
      make: async (order: LinkOrder) => {
        const made = await call<RoomLink>('links', ordering(order))
        setAll(await list())
        return made
      },
      revoke: async ({ id }: RoomLink) => {
        await call(`links/${id}`, { method: 'DELETE' })
        setAll(await list())
      },
    }
  }, [room, pass])
  useEffect(() => {
    if (!isAsked) return
    let isGone = false
    const begin = async () => {
      const links = await list()
      if (!links.some(isForAll)) await make(FOR_ALL)
      else if (!isGone) setAll(links)
    }
    begin().catch(() => !isGone && setAll('none'))
    return () => {
      isGone = true
    }
  }, [list, make, isAsked])
  return all === null || all === 'none' ? all : { all, make, revoke }
}

/** How a link of the relay is shown: one for hosts has a code that nobody types. */
export const shown = ({ url, code }: RoomLink): JoinLink => ({
  url: url === null ? joinUrl(code) : asShownHere(url),
  code,
})

/** The link that is for everyone. */
export const linkForAll = ({ all }: RoomLinks): RoomLink | null => all.find(isForAll) ?? null

/** The link that people pass on who are no hosts, or whose relay has no links. */
export const usePlainLink = (room: string): JoinLink => {
  const { shared } = usePass()
  return { url: shared === null ? inviteLink(room) : joinUrl(shared), code: shared }
}
