import type { Reaction } from 'homeroom/client'
import { useReactions } from 'homeroom/react'
import { memo } from 'react'
import { emojiInWords } from '../people/person.tsx'

/** What people react with right now, over the room. A screen reader finds it as a list, and hears of it in the news. */
export const ReactionCloud = () => {
  const reactions = useReactions()
  return reactions.length === 0 ? null : (
    <ul className="cloud" aria-label="Reactions">
      {reactions.map((reaction) => (
        <Puff key={reaction.emoji} reaction={reaction} />
      ))}
    </ul>
  )
}

const Puff = memo(({ reaction: { emoji, count, names } }: { reaction: Reaction }) => (
  <li className="puff" title={names.join(', ')}>
    {count > 1 && (
      <>
        <span className="puff-count">{count}</span> ×{' '}
      </>
    )}
    <span className="puff-emoji" role="img" aria-label={emojiInWords(emoji)}>
      {emoji}
    </span>
  </li>
))
