import type { Classroom } from '../room/classroom.ts'
import { NARROW } from '../room/tab.ts'

/** Whether this person is writing: the page then does not scroll under their hands. */
const isWriting = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement

const isInView = (element: Element): boolean => {
  const { top, bottom, left, right } = element.getBoundingClientRect()
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
}

/**
 * Scrolls so that the followed person stays in view, until the returned function is called. On a narrow page the room is
 * shown when following begins; a person who goes to another tab after that stays there.
 */
export const followInView = (plane: Element, { following, room, tabs }: Classroom): (() => void) => {
  let frame: number | null = null
  let wasFollowed = false
  const begin = () => {
    const isFollowed = following.lead.get()?.isFollowed === true
    if (isFollowed && !wasFollowed && matchMedia(NARROW).matches && !isWriting()) tabs.show('room')
    wasFollowed = isFollowed
  }
  const look = () => {
    frame = null
    const shown = plane.querySelector(
      '.avatar[data-followed="true"]:not([hidden]) .body, .desk[data-followed="true"]',
    )
    if (shown === null || isWriting() || isInView(shown)) return
    const isReduced = matchMedia('(prefers-reduced-motion: reduce)').matches
    shown.scrollIntoView({ block: 'center', inline: 'center', behavior: isReduced ? 'auto' : 'smooth' })
  }
  // A frame later, when React has marked the followed person and the stage has moved them.
  const request = () => {
    if (following.lead.get()?.isFollowed) frame ??= requestAnimationFrame(look)
  }
  begin()
  request()
  const undo = [
    following.lead.subscribe(begin),
    following.lead.subscribe(request),
    room.people.subscribe(request),
  ]
  return () => {
    for (const unsubscribe of undo) unsubscribe()
    if (frame !== null) cancelAnimationFrame(frame)
  }
}
