import { Hand, Plus, SmilePlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useShortcuts } from '../page/shortcuts.ts'
import { Control } from '../room/control.tsx'
import { Fold } from '../room/fold.tsx'
import type { Off } from '../room/rights.ts'
import { useOwnMember, useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { MoreReactionsDialog } from './more-reactions-dialog.tsx'

const REACTIONS = [
  ['👍', 'thumbsUp'],
  ['❤️', 'heart'],
  ['😂', 'laughing'],
  ['🎉', 'party'],
  ['🤔', 'thinking'],
] as const

/** A press with the mouse leaves the focus on the floor, so that the keys go on walking. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()

interface HandAndReactionsProps {
  readonly forHosts?: ReactNode
  /** Whether single keys do the same; false where they are those of something else on the page. */
  readonly hasKeys?: boolean
}

/** The buttons of a person: raise a hand, react; before them stands what hosts do first. */
export const HandAndReactions = ({ forHosts, hasKeys = true }: HandAndReactionsProps) => {
  const { room } = useRoomState()
  const { signal, isHost } = useRights()
  const { gestures } = useWords()
  const { reactionsMuted } = useReadable(room.rules)
  return (
    <fieldset className="controls" aria-label={gestures.controls}>
      {isHost && forHosts}
      <HandButton off={signal} isPrimary={!isHost} hasKeys={hasKeys} />
      <Reactions off={signal ?? (reactionsMuted && !isHost ? gestures.muted : null)} hasKeys={hasKeys} />
    </fieldset>
  )
}

interface HandButtonProps {
  readonly off: Off
  /** Hosts have something else to do first. */
  readonly isPrimary: boolean
  readonly hasKeys: boolean
}

const HandButton = ({ off, isPrimary, hasKeys }: HandButtonProps) => {
  const { cast, gestures, news } = useRoomState()
  const isUp = useOwnMember()?.hand === true
  const words = useWords()
  const { hands } = useReadable(cast)
  useShortcuts(hasKeys ? { h: () => (off === null ? gestures.setHand(!isUp) : news.toast('own', off)) } : {})
  const place = hands.findIndex(({ isSelf }) => isSelf) + 1
  return (
    <Control
      className={isPrimary ? 'hand-button primary' : 'hand-button'}
      off={off}
      aria-pressed={isUp}
      {...(hasKeys && { 'aria-keyshortcuts': 'h' })}
      {...(!isPrimary && { 'data-tip': isUp ? words.gestures.lower : words.gestures.raise })}
      onMouseDown={keepFocus}
      onClick={() => gestures.setHand(!isUp)}
    >
      <Hand /> <span className="hand-label">{isUp ? words.gestures.lower : words.gestures.raise}</span>
      {place > 0 && hands.length > 1 && <span className="chip">{words.gestures.place(place)}</span>}
    </Control>
  )
}

const Reactions = ({ off, hasKeys }: { readonly off: Off; readonly hasKeys: boolean }) => {
  const { gestures, news } = useRoomState()
  const emoji = useOwnMember()?.emoji ?? ''
  const words = useWords()
  const [isMore, setIsMore] = useState(false)
  const isOther = emoji !== '' && !REACTIONS.some(([sign]) => sign === emoji)
  const orWhyNot = (act: () => void) => () => (off === null ? act() : news.toast('own', off))
  const keys = {
    ...Object.fromEntries(
      REACTIONS.map(([sign], index) => [index + 1, orWhyNot(() => gestures.react(sign))]),
    ),
    6: orWhyNot(() => setIsMore(true)),
  }
  useShortcuts(hasKeys ? keys : {})
  return (
    <>
      <Fold label={words.gestures.react} Icon={SmilePlus}>
        <span className="reactions">
          {REACTIONS.map(([sign, label], index) => (
            <Control
              key={sign}
              className="reaction"
              off={off}
              aria-label={words.gestures[label]}
              {...(hasKeys && { 'aria-keyshortcuts': `${index + 1}` })}
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
            aria-label={isOther ? words.gestures.moreWithOwn(emoji) : words.gestures.more}
            aria-haspopup="dialog"
            {...(hasKeys && { 'aria-keyshortcuts': '6' })}
            data-shown={isOther}
            onMouseDown={keepFocus}
            onClick={() => setIsMore(true)}
          >
            {isOther ? emoji : <Plus />}
          </Control>
        </span>
      </Fold>
      {isMore && (
        <MoreReactionsDialog
          onPick={(sign) => {
            gestures.react(sign)
            setIsMore(false)
          }}
          onClose={() => setIsMore(false)}
        />
      )}
    </>
  )
}
