import type { Person } from 'homeroom/client'
import type { LessonSpotlight } from 'homeroom/lesson'
import { useLesson } from 'homeroom/react'
import { useSyncExternalStore } from 'react'
import type { Member } from '../people/cast.ts'
import { useRoomState } from '../room/room-context.tsx'
import { refusalInWords } from '../words/refusal.ts'

const isCalled = ({ key, clientIds }: Person, { id, clientId }: LessonSpotlight): boolean =>
  id === null ? clientIds.includes(clientId) : key === `id:${id}`

/** The key of the person who is called on, as the lists of people have it; null for nobody, or for somebody who has gone. */
export const useCalledKey = (): string | null => {
  const { people } = useRoomState().room
  const { spotlight } = useLesson()
  // People move many times a second: a component is drawn again when another key comes of it.
  return useSyncExternalStore(people.subscribe, () =>
    spotlight === null ? null : (people.get().find((person) => isCalled(person, spotlight))?.key ?? null),
  )
}

/** For hosts: calls on a person of the lists. The relay lowers their hand. */
export const useCall = (): ((member: Pick<Member, 'key'>) => void) => {
  const { room, news } = useRoomState()
  const { callOn } = useLesson()
  return ({ key }) => {
    const person = room.people.get().find((one) => one.key === key)
    if (person === undefined) return
    const sent = callOn(person)
    if (!sent.ok) news.toast('own', refusalInWords(sent.fault))
  }
}
