import { useRules } from 'homeroom/react'
import { useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** For hosts: lets all who take part draw and write, on every page of the room, by one rule of it. */
export const useEveryoneWrites = () => {
  const { moderation, kind } = useRoomState()
  const { attendeesWrite: isOn = false } = useRules()
  const { host } = useWords()
  const label = kind === 'board' ? host.everyoneDraws : host.everyoneWrites
  return { label, isOn, set: moderation.letWrite }
}
