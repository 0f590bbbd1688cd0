import type { Room } from 'homeroom/client'
import { words } from '../words/index.ts'

type Given = string | null | undefined

/** A name as it is told: a pupil may take that of a host, and is not marked as one. */
export const hostMarked = (name: Given, rights: Given): string => {
  const { news, people } = words()
  const known = name ?? news.somebody
  return rights === 'host' ? people.hostNamed(known) : known
}

/** The same for a person of the room, by their key; without a mark where they have left. */
export const toldName = ({ people }: Pick<Room, 'people'>, key: Given, name: Given): string =>
  hostMarked(name, people.get().find((person) => person.key === key)?.rights)
