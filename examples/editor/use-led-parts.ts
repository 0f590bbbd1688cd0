import { useReadable } from 'homeroom/react'
import { useEffect, useEffectEvent } from 'react'
import { useRoomState } from '../common/room/room-context.tsx'
import type { Place } from './content.ts'
import type { DocumentState } from './document-state.ts'
import type { Part, Shown } from './view-bar.tsx'

/** It would be gone from under the hands of a person who writes. */
const isInField = (): boolean => {
  const { activeElement } = document
  return (
    activeElement instanceof HTMLElement && activeElement.matches('input, textarea, [contenteditable="true"]')
  )
}

/** Does a thing at once, or as soon as this person is in no field. Gives what stops it. */
const outOfField = (act: () => void): (() => void) => {
  const look = () => {
    if (isInField()) return
    stop()
    act()
  }
  // The focus is in the next field behind this event.
  const later = () => setTimeout(look)
  const stop = () => removeEventListener('focusout', later)
  addEventListener('focusout', later)
  look()
  return stop
}

/**
 * While a host leads, each page says which parts of the document it shows, and those of the people who follow show what the host does, as
 * far as there is place. They go along once for each step of the host: a part that somebody chooses then stays.
 */
export const useLedParts = (
  { room, active }: DocumentState,
  parts: readonly Part[],
  follow: (tab: Place, panes: Shown['panes']) => void,
): void => {
  const lead = useReadable(useRoomState().following.lead)
  const first = useReadable(active)
  const isLed = lead !== null
  const shows = parts
    .filter((part) => part !== 'comments')
    .toSorted((one) => (one === first ? -1 : 1))
    .join(' ')
  useEffect(() => room.self.set({ shows: isLed ? shows : undefined }), [room, isLed, shows])

  const theirs = lead?.isFollowed && lead.at === 'doc' ? lead.shows : ''
  const go = useEffectEvent(() => {
    const [tab, other] = theirs.split(' ')
    if (tab === 'prose' || tab === 'code') follow(tab, other === undefined ? tab : 'both')
  })
  useEffect(() => (theirs === '' ? undefined : outOfField(go)), [theirs])
}
