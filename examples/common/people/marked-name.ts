import type { Room } from 'homeroom/client'
import { words } from '../words/index.ts'

/** A name as it is told: a pupil may take that of a host, and is not marked as one. */
export const markedName = (name: string | undefined, rights: string | null | undefined): string => {
  const known = name ?? words().news.somebody
  return rights === 'host' ? words().people.hostNamed(known) : known
}

/** The same of somebody who holds a key of the room. */
export const holderName = (
  { people }: Pick<Room, 'people'>,
  { person, name }: { readonly person: string | null; readonly name: string },
): string => markedName(name, people.get().find(({ key }) => key === person)?.rights)
