import type { Classroom } from '../room/classroom.ts'

/** While somebody writes, nothing moves under their hands. */
const isWriting = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement

const isInView = (element: Element): boolean => {
  const { top, bottom, left, right } = element.getBoundingClientRect()
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
}

/** Keeps whoever is followed in view, where the page is larger than the window. Gives what ends that. */
export const followInView = (plane: Element, { following, room }: Classroom): (() => void) => {
  let frame: number | null = null
  const look = () => {
    frame = null
    const shown = plane.querySelector(
      '.avatar[data-followed="true"]:not([hidden]) .body, .desk[data-followed="true"]',
    )
    if (shown === null || isWriting() || isInView(shown)) return
    const isReduced = matchMedia('(prefers-reduced-motion: reduce)').matches
    shown.scrollIntoView({ block: 'center', inline: 'center', behavior: isReduced ? 'auto' : 'smooth' })
  }
  // After React has drawn who is followed, and the stage where they are.
  const request = () => {
    if (following.lead.get()?.isFollowed) frame ??= requestAnimationFrame(look)
  }
  request()
  const undo = [following.lead.subscribe(request), room.people.subscribe(request)]
  return () => {
    for (const unsubscribe of undo) unsubscribe()
    if (frame !== null) cancelAnimationFrame(frame)
  }
}
