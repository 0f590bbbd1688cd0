// The people at the carets of others. What a page has written of itself into the Awareness is not read: names and colours are those of the
// relay's list of people.
import type { Room } from 'homeroom/client'
import { colorOf } from 'homeroom/draw'
import { calledIn, sitterKey } from '../../common/people/cast.ts'
import type { RoomState } from '../../common/room/room-state.ts'
import { words } from '../../common/words/index.ts'

/** How a caret is drawn. */
export interface CaretPerson {
  readonly name: string
  /** As a CSS colour for light and for dark pages. */
  readonly color: string
}

export type CaretPeople = Pick<Room, 'people' | 'awareness'> & Pick<RoomState, 'cast'>

/** The person of a clientID; before the relay has told of them, somebody without a name. */
export const caretPersonOf = (
  { people, cast }: Pick<CaretPeople, 'people' | 'cast'>,
  clientId: number,
): CaretPerson => {
  const person = people.get().find(({ clientIds }) => clientIds.includes(clientId))
  const { onLight, onDark } = colorOf(person === undefined ? clientId : sitterKey(person))
  return {
    name: (person && calledIn(cast.get(), person.key, person.name ?? null)) ?? words().people.unnamed,
    color: `light-dark(${onLight}, ${onDark})`,
  }
}

/** Draws a caret, with a name above it. */
export const caretElement = ({ name, color }: CaretPerson): HTMLElement => {
  const caret = document.createElement('span')
  caret.className = 'remote-caret'
  caret.style.setProperty('--person', color)
  const label = document.createElement('bdi')
  label.className = 'remote-caret-name'
  label.textContent = name
  caret.append(label)
  return caret
}
