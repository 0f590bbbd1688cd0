import { useState } from 'react'
import { useClassroom, useOwnMember, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import { MoreReactionsDialog } from './more-reactions-dialog.tsx'

const REACTIONS = [
  ['👍', 'Thumbs up'],
  ['❤️', 'Heart'],
  ['😂', 'Laughing'],
  ['🎉', 'Party'],
  ['🤔', 'Thinking'],
] as const

/** A press with the mouse leaves the focus in the room, so that the keys go on walking. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()

/** Hand and reactions. */
export const Controls = () => {
  const { room, cast, gestures } = useClassroom()
  const { signal, isHost } = useRights()
  const { reactionsMuted } = useReadable(room.rules)
  const own = useOwnMember()
  const { hands } = useReadable(cast)
  const [isMore, setIsMore] = useState(false)
  const emoji = own?.emoji ?? ''
  const isUp = own?.hand === true
  const place = hands.findIndex(({ isSelf }) => isSelf) + 1
  const off = signal ?? (reactionsMuted && !isHost ? 'A host has muted reactions.' : null)
  const isOther = emoji !== '' && !REACTIONS.some(([sign]) => sign === emoji)

  return (
    <fieldset className="controls" aria-label="Hand and reactions">
      <Control
        className="hand-button"
        off={signal}
        aria-pressed={isUp}
        onMouseDown={keepFocus}
        onClick={() => gestures.setHand(!isUp)}
      >
        <span aria-hidden="true">✋</span> <span>{isUp ? 'Lower hand' : 'Raise hand'}</span>
        {place > 0 && hands.length > 1 && <span className="chip">no. {place}</span>}
      </Control>
      <span className="reactions">
        {REACTIONS.map(([sign, label]) => (
          <Control
            key={sign}
            className="reaction"
            off={off}
            aria-label={label}
            data-shown={emoji === sign}
            onMouseDown={keepFocus}
            onClick={() => gestures.react(sign)}
          >
            {sign}
          </Control>
        ))}
        <Control
          className="reaction"
          off={off}
          aria-label={isOther ? `More reactions; you show ${emoji}` : 'More reactions'}
          aria-haspopup="dialog"
          data-shown={isOther}
          onMouseDown={keepFocus}
          onClick={() => setIsMore(true)}
        >
          {isOther ? emoji : '+'}
        </Control>
      </span>
      {isMore && (
        <MoreReactionsDialog
          onPick={(sign) => {
            gestures.react(sign)
            setIsMore(false)
          }}
          onClose={() => setIsMore(false)}
        />
      )}
    </fieldset>
  )
}
