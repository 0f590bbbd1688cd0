import { useLesson } from 'homeroom/react'
import { Mic } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import type { Member } from '../people/cast.ts'
import { HostMark, Name } from '../people/person.tsx'
import { useOwnMember, useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, words } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'
import { useCall, useCalledKey } from './called.ts'

/** The person who is called on, lit on every screen until a host is done with them. */
export const SpotlightView = () => {
  const { spotlight, callOn } = useLesson()
  const { isHost } = useRights()
  const { news, cast, gestures } = useRoomState()
  const { kit } = useWords()
  const called = useCalledKey()
  const isSelf = useOwnMember()?.key === called && called !== null
  const member = useReadable(cast).members.find(({ key }) => key === called)
  const isCalledHost = member?.role === 'host'
  const name = member?.name ?? spotlight?.name ?? kit.somebody
  const isSaid = spotlight !== null
  useEffect(() => {
    if (!isSaid) return
    if (isSelf) gestures.called()
    news.say('hand', isSelf ? words().kit.youAreCalledOn : words().kit.calledOn(name).join(''))
  }, [isSaid, isSelf, name, news, gestures])
  if (spotlight === null) return null
  return (
    <p className="kit-spotlight" data-self={isSelf} key={spotlight.atMs}>
      <Mic />
      <span className="kit-called">
        {isSelf ? kit.youAreCalledOn : <Parts of={kit.calledOn<ReactNode>(<Name key="name">{name}</Name>)} />}
        {isCalledHost && !isSelf && <HostMark />}
      </span>
      {isHost && (
        <button className="small" type="button" onClick={() => callOn(null)}>
          {kit.done}
        </button>
      )}
    </p>
  )
}

interface CallButtonProps {
  readonly member: Pick<Member, 'key' | 'name'>
  /** Where the button does not stand at a name, it says whom. */
  readonly isNamed?: boolean
  readonly onCalled?: () => void
}

/** For hosts: calls on a person, for example one whose hand is up. */
export const CallButton = ({ member, isNamed = false, onCalled }: CallButtonProps) => {
  const { isHost } = useRights()
  const call = useCall()
  const { kit } = useWords()
  if (!isHost) return null
  const press = () => {
    call(member)
    onCalled?.()
  }
  const name = kit.callOn(member.name)
  return (
    <button className={isNamed ? '' : 'small'} type="button" aria-label={name} onClick={press}>
      <Mic /> {isNamed ? name : kit.call}
    </button>
  )
}
