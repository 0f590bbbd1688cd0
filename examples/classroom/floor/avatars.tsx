import { memo, useEffect, useRef } from 'react'
import { isFollowed } from '../../common/host/following.ts'
import { useCalledKey } from '../../common/kit/called.ts'
import type { Member } from '../../common/people/cast.ts'
import { Badges, HostMark, Name, NotHostMark, personStyle, Token } from '../../common/people/person.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import type { DeskView } from './desk-views.ts'
import { createStage, type Stage } from './stage.ts'

/**
 * Everyone on the floor; an avatar is hidden while its person sits, or is elsewhere. React creates an avatar, and the stage moves it, on
 * animation frames. Screen readers find people in the list, with their seats, so they skip the drawing.
 */
export const Avatars = ({ views, members }: { views: readonly DeskView[]; members: readonly Member[] }) => {
  const { room, following } = useClassroom()
  const lead = useReadable(following.lead)
  const called = useCalledKey()
  const stage = useRef<Stage>(null)
  stage.current ??= createStage()
  useEffect(() => stage.current?.play(room.people), [room])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a person who sits, has another name, or is called on, makes or takes place.
  useEffect(() => stage.current?.arrange(), [views, members, called])
  const floor = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (floor.current === null) return
    const observer = new ResizeObserver(() => stage.current?.arrange())
    observer.observe(floor.current)
    return () => observer.disconnect()
  }, [])
  const seated = new Set(
    views.flatMap(({ state, member }) => (state.kind === 'free' || member === null ? [] : [member.key])),
  )
  return (
    <div className="avatars" aria-hidden="true" ref={floor}>
      {members.map((member) => (
        <Avatar
          key={member.key}
          member={member}
          isSeated={seated.has(member.key)}
          isFollowed={isFollowed(lead, member)}
          isCalled={member.key === called}
          stage={stage.current}
        />
      ))}
    </div>
  )
}

interface AvatarProps {
  readonly member: Member
  readonly isSeated: boolean
  readonly isFollowed: boolean
  readonly isCalled: boolean
  readonly stage: Stage | null
}

const Avatar = memo(({ member, isSeated, isFollowed, isCalled, stage }: AvatarProps) => {
  const { key, sitter, name, role, isSelf, status } = member
  const { floor } = useWords()
  return (
    <div
      ref={(element) => {
        if (element !== null) stage?.enter(key, element)
        return () => stage?.exit(key)
      }}
      className="avatar"
      data-name={name}
      data-own={isSelf}
      data-status={status}
      data-followed={isFollowed}
      data-called={isCalled}
      hidden={isSeated || member.at !== 'class'}
      style={personStyle(sitter)}
    >
      <span className="body">
        <span className="nose" />
        <Token sitter={sitter} name={name} />
        {role === 'host' && <HostMark isSmall />}
      </span>
      <span className="tag">
        <Name>{isSelf ? floor.you : name}</Name>
        {member.isNamesake && !isSelf && <NotHostMark isSmall />}
      </span>
      <Badges member={member} />
    </div>
  )
})
