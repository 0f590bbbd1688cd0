import { make, say } from './dom.ts'
import type { Person } from './person.ts'

const THUMB = '👍'

/** The 👍 and ✋ beside a name. Elements are made once and shown or hidden. */
export const createBadges = (): { element: HTMLElement; update(person: Person): void } => {
  const element = make('span', 'badges')
  const emoji = make('span', 'badge')
  const hand = make('span', 'badge')
  for (const badge of [emoji, hand]) badge.setAttribute('role', 'img')
  hand.textContent = '✋'
  hand.setAttribute('aria-label', 'hand raised')
  element.append(emoji, hand)

  return {
    element,
    update: (person) => {
      say(emoji, person.emoji)
      emoji.setAttribute('aria-label', person.emoji === THUMB ? 'thumbs up' : person.emoji)
      emoji.hidden = person.emoji === ''
      hand.hidden = !person.hand
    },
  }
}
