import { useEffect, useEffectEvent, useState } from 'react'
import type { Lead } from '../host/following.ts'
import { roomUrl } from '../page/address.ts'
import { goLost } from '../page/move-on.ts'
import { inTab } from '../page/storage.ts'
import { useRoomState } from '../room/room-context.tsx'
import { isBusy } from './busy.ts'
import { countDown } from './count-down.ts'

interface Along {
  /** This page goes to where the host is, as soon as nothing is in the way. */
  readonly isLeaving: boolean
  /** In so many; null while something is in the way. */
  readonly seconds: number | null
  /** Not this time: until the host goes to another page. */
  stay(): void
}

/**
 * Takes a person who follows to the page of the room at which the host is. It is settled once for each such page of the host, also for
 * the pages that this tab shows next: by being there, or by staying here. One who then goes elsewhere by themselves is left there.
 */
export const useAlong = (lead: Lead, room: string): Along => {
  const state = useRoomState()
  const { isFollowed, at } = lead
  const store = `along:${room}`
  const place = `${at} ${lead.key}`
  const [settled, setSettled] = useState(() => inTab.read(store))
  const settle = (next: string | null) => {
    inTab.write(store, next)
    setSettled(next)
  }
  const isHere = at === state.kind
  const isLeaving = isFollowed && !isHere && settled !== place
  const [seconds, setSeconds] = useState<number | null>(null)

  // One who begins to follow again is taken along again.
  const next = isFollowed ? (isHere ? place : settled) : null
  const settleTo = useEffectEvent(settle)
  useEffect(() => settleTo(next), [next])

  useEffect(() => {
    if (!isLeaving) return
    const stop = countDown({
      isHeld: () => isBusy(state),
      show: setSeconds,
      go() {
        goLost()
        location.assign(roomUrl(at, room))
      },
    })
    return () => {
      stop()
      setSeconds(null)
    }
  }, [isLeaving, state, at, room])
  return { isLeaving, seconds, stay: () => settle(place) }
}
