import { useState } from 'react'
import { useClassroom, useOwnMember, useReadable, useRights } from './classroom-context.tsx'
import { Control } from './control.tsx'
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

/** Hand and reactions. What one shows is one's own presence: the button is there before the network is. */
export const Controls = () => {
  const { room, cast } = useClassroom()
  const { signal } = useRights()
  const own = useOwnMember()
  const { hands } = useReadable(cast)
  const [isMore, setIsMore] = useState(false)
  const emoji = own?.emoji ?? ''
  const isUp = own?.hand === true
  const place = hands.findIndex(({ isSelf }) => isSelf) + 1
  const isOther = emoji !== '' && !REACTIONS.some(([sign]) => sign === emoji)

  return (
    <fieldset className="controls" aria-label="Hand and reactions">
      <Control
        className="hand-button"
        off={signal}
        aria-pressed={isUp}
        onMouseDown={keepFocus}
        onClick={() => room.self.set({ hand: !isUp })}
      >
        <span aria-hidden="true">✋</span> <span>{isUp ? 'Lower hand' : 'Raise hand'}</span>
        {place > 0 && hands.length > 1 && <span className="chip">no. {place}</span>}
      </Control>
      <span className="reactions">
        {REACTIONS.map(([sign, label]) => (
          <Control
            key={sign}
            className="reaction"
            off={signal}
            aria-label={label}
            aria-pressed={emoji === sign}
            onMouseDown={keepFocus}
            onClick={() => room.self.set({ emoji: emoji === sign ? '' : sign })}
          >
            {sign}
          </Control>
        ))}
        <Control
          className="reaction"
          off={signal}
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
          shown={emoji}
          onPick={(sign) => {
            room.self.set({ emoji: sign })
            setIsMore(false)
          }}
          onClose={() => setIsMore(false)}
        />
      )}
    </fieldset>
  )
}
