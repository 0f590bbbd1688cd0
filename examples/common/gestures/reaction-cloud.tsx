import type { Reaction } from 'homeroom/client'
import { useReactions } from 'homeroom/react'
import { memo } from 'react'
import { emojiInWords, HostMark } from '../people/person.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** The reactions of this moment, over the floor. Screen readers find them as a list, and hear of them in the news. */
export const ReactionCloud = () => {
  const reactions = useReactions()
  const { members } = useReadable(useRoomState().cast)
  const { gestures } = useWords()
  return reactions.length === 0 ? null : (
    <ul className="cloud" aria-label={gestures.reactions}>
      {reactions.map((reaction) => (
        <Puff
          key={reaction.emoji}
          reaction={reaction}
          isOfHost={members.some(({ key, role }) => role === 'host' && reaction.keys.includes(key))}
        />
      ))}
    </ul>
  )
}

interface PuffProps {
  readonly reaction: Reaction
  /** A host is among those who react. */
  readonly isOfHost: boolean
}

const Puff = memo(({ reaction: { emoji, count, names }, isOfHost }: PuffProps) => {
  const words = useWords()
  return (
    <li className="puff" title={names.join(', ')}>
      {count > 1 && (
        <>
          <span className="puff-count">{count}</span> ×{' '}
        </>
      )}
      <span className="puff-emoji" role="img" aria-label={emojiInWords(emoji, words)}>
        {emoji}
      </span>
      {isOfHost && <HostMark />}
    </li>
  )
})
