import { memo, useEffect, useRef } from 'react'
import { isFollowed } from '../host/following.ts'
import type { Member } from '../people/cast.ts'
import { Badges, HostMark, Name, personStyle, Token } from '../people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { useWords } from '../words/index.ts'
import type { DeskView } from './desk-views.ts'
import { createStage, type Stage } from './stage.ts'

/**
 * Everyone on the floor; an avatar is hidden while its person sits. React creates an avatar, and the stage moves it, on
 * animation frames. Screen readers find people in the list, with their seats, so they skip the drawing.
 */
export const Avatars = ({ views, members }: { views: readonly DeskView[]; members: readonly Member[] }) => {
  const { room, following } = useClassroom()
  const lead = useReadable(following.lead)
  const stage = useRef<Stage>(null)
  stage.current ??= createStage()
  useEffect(() => stage.current?.play(room.people), [room])
  const seated = new Set(
    views.flatMap(({ state, member }) => (state.kind === 'free' || member === null ? [] : [member.key])),
  )
  return (
    <div className="avatars" aria-hidden="true">
      {members.map((member) => (
        <Avatar
          key={member.key}
          member={member}
          isSeated={seated.has(member.key)}
          isFollowed={isFollowed(lead, member)}
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
  readonly stage: Stage | null
}

const Avatar = memo(({ member, isSeated, isFollowed, stage }: AvatarProps) => {
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
      hidden={isSeated}
      style={personStyle(sitter)}
    >
      <span className="body">
        <span className="nose" />
        <Token sitter={sitter} name={name} />
        {role === 'host' && <HostMark isSmall />}
      </span>
      <span className="tag">
        <Name>{isSelf ? floor.you : name}</Name>
      </span>
      <Badges member={member} />
    </div>
  )
})
