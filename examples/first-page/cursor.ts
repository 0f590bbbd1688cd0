import { createBadges } from './badges.ts'
import { make, say } from './dom.ts'
import { hueOf, type Person, type Place } from './person.ts'

export interface Cursor {
  readonly element: HTMLElement
  update(person: Person): void
  moveTo(place: Place): void
}

// Near these edges the label hangs on the other side of the tip, or it would be cut off.
const FAR_RIGHT = 0.72
const FAR_DOWN = 0.8

/** An arrow with a name. Made once per person; after that it only moves. */
export const createCursor = (id: number, own: boolean): Cursor => {
  const element = make('div', own ? 'cursor own' : 'cursor')
  element.setAttribute('role', 'img')
  element.style.setProperty('--hue', String(hueOf(id)))
  const arrow = make('span', 'arrow')
  const label = make('span', 'label')
  const name = make('bdi', 'name')
  const badges = createBadges()
  label.append(name, badges.element)
  element.append(arrow, label)

  const moveTo = ({ x, y }: Place): void => {
    // Container units: the browser keeps the fraction when the stage changes its size.
    element.style.transform = `translate(${x * 100}cqw, ${y * 100}cqh)`
    element.dataset.x = x > FAR_RIGHT ? 'far' : 'near'
    element.dataset.y = y > FAR_DOWN ? 'far' : 'near'
  }

  return {
    element,
    moveTo,
    update: (person) => {
      say(name, own ? 'you' : person.name)
      element.setAttribute('aria-label', own ? 'Your cursor' : `Cursor of ${person.name}`)
      badges.update(person)
      element.hidden = person.place === null
      // The own cursor is ahead of what was sent: it follows the hand, not the wire.
      if (person.place !== null && !own) moveTo(person.place)
    },
  }
}
