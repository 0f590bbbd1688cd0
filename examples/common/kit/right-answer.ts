// The right answer of a check, where a host marks one. It stands in the presence of the host: those who come later see it, and the relay says whose it is.

import type { Person } from 'homeroom/client'
import { useEffect, useSyncExternalStore } from 'react'
import { inTab } from '../page/storage.ts'
import { useRights, useRoomState } from '../room/room-context.tsx'

/** The place that a host says is right for a check; null for none. */
const placeOf = (host: Person, check: string): number | null => {
  const { right } = host as { readonly right?: unknown }
  if (typeof right !== 'string') return null
  const [id, place] = right.split(' ')
  return id === check && place !== undefined && /^\d$/.test(place) ? Number(place) : null
}

export interface RightAnswer {
  /** The place of the right choice; null while none is marked, undefined while no host is here who could say. */
  readonly right: number | null | undefined
  /** For hosts: marks a choice, or none. */
  mark(place: number | null): void
}

/** The mark of a host goes with the check to the pages that this tab shows next. */
export const useRightAnswer = (roomName: string, check: string): RightAnswer => {
  const { room } = useRoomState()
  const { isHost } = useRights()
  const key = `right:${roomName}`
  const right = useSyncExternalStore(room.people.subscribe, () => {
    const hosts = room.people.get().filter(({ rights }) => rights === 'host')
    const places = hosts.map((host) => placeOf(host, check))
    return hosts.length === 0 ? undefined : (places.find((place) => place !== null) ?? null)
  })
  useEffect(() => {
    const kept = inTab.read(key)
    if (!isHost || kept === null || !kept.startsWith(`${check} `)) return
    room.self.set({ right: kept })
    return () => room.self.set({ right: undefined })
  }, [room, isHost, key, check])
  return {
    right,
    mark(place) {
      const said = place === null ? undefined : `${check} ${place}`
      inTab.write(key, said ?? null)
      room.self.set({ right: said })
    },
  }
}
