import type { Person, Room } from 'homeroom/client'
import { type LessonSpotlight, lessonOf } from 'homeroom/lesson'

/** A call so long ago has lowered no hand that is lowered now. */
const JUST_NOW_MS = 5_000

/** Whether somebody is the person who is called on. */
export const isCalled = (
  { key, clientIds }: Pick<Person, 'key' | 'clientIds'>,
  { id, clientId }: LessonSpotlight,
): boolean => (id === null ? clientIds.includes(clientId) : key === `id:${id}`)

/** Whether this person has been called on a moment ago. */
export const isSelfCalled = (room: Room): boolean => {
  const { spotlight } = lessonOf(room).state.get()
  const self = room.people.get().find(({ isSelf }) => isSelf)
  if (spotlight === null || self === undefined || !isCalled(self, spotlight)) return false
  return room.serverMs() - spotlight.atMs < JUST_NOW_MS
}
