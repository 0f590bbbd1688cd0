import { useLesson } from 'homeroom/react'
import { Hand, Mic } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import type { Member } from '../people/cast.ts'
import { Name } from '../people/person.tsx'
import { useClassroom, useOwnMember, useRights } from '../room/classroom-context.tsx'
import { useWords, words } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'

/** The key of the person who is called on, as the lists of people have it; null for nobody, or for somebody who has gone. */
const useCalledKey = (): string | null => {
  const { room } = useClassroom()
  const { spotlight } = useLesson()
  if (spotlight === null) return null
  const { id, clientId } = spotlight
  const isOne = (person: { key: string; clientIds: readonly number[] }) =>
    id === null ? person.clientIds.includes(clientId) : person.key === `id:${id}`
  return room.people.get().find(isOne)?.key ?? null
}

/** The person who is called on, lit on every screen until a host is done with them. */
export const SpotlightView = () => {
  const { spotlight, callOn } = useLesson()
  const { isHost } = useRights()
  const { news } = useClassroom()
  const { kit } = useWords()
  const called = useCalledKey()
  const isSelf = useOwnMember()?.key === called && called !== null
  const name = spotlight?.name ?? kit.somebody
  const isSaid = spotlight !== null
  useEffect(() => {
    if (!isSaid) return
    news.say('hand', isSelf ? words().kit.youAreCalledOn : words().kit.calledOn(name).join(''))
  }, [isSaid, isSelf, name, news])
  if (spotlight === null) return null
  return (
    <p className="line kit-spotlight" data-self={isSelf} key={spotlight.atMs}>
      <Mic />
      <span className="kit-called">
        {isSelf ? kit.youAreCalledOn : <Parts of={kit.calledOn<ReactNode>(<Name>{name}</Name>)} />}
      </span>
      {isHost && (
        <button className="small" type="button" onClick={() => callOn(null)}>
          {kit.done}
        </button>
      )}
    </p>
  )
}

/** For hosts: calls on a person, for example one whose hand is up. */
export const CallButton = ({ member }: { member: Pick<Member, 'key' | 'name'> }) => {
  const { room } = useClassroom()
  const { isHost } = useRights()
  const { callOn } = useLesson()
  const { kit } = useWords()
  if (!isHost) return null
  const call = () => {
    const person = room.people.get().find(({ key }) => key === member.key)
    if (person !== undefined) callOn(person)
  }
  return (
    <button className="small" type="button" aria-label={kit.callOn(member.name)} onClick={call}>
      <Hand /> {kit.call}
    </button>
  )
}
