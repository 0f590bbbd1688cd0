import { Hand, Plus, SmilePlus } from 'lucide-react'
import { useState } from 'react'
import { useShortcuts } from '../page/shortcuts.ts'
import { useClassroom, useOwnMember, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import { Fold } from '../room/fold.tsx'
import type { Off } from '../room/rights.ts'
import { useWords } from '../words/index.ts'
import { MoreReactionsDialog } from './more-reactions-dialog.tsx'
import { NextHand } from './next-hand.tsx'

const REACTIONS = [
  ['👍', 'thumbsUp'],
  ['❤️', 'heart'],
  ['😂', 'laughing'],
  ['🎉', 'party'],
  ['🤔', 'thinking'],
] as const

/** A press with the mouse leaves the focus on the floor, so that the keys go on walking. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()

/** The buttons below the floor: raise a hand, react; before them, for hosts, the next hand. */
export const HandAndReactions = () => {
  const { room } = useClassroom()
  const { signal, isHost } = useRights()
  const { gestures } = useWords()
  const { reactionsMuted } = useReadable(room.rules)
  return (
    <fieldset className="controls" aria-label={gestures.controls}>
      {isHost && <NextHand />}
      <HandButton off={signal} isPrimary={!isHost} />
      <Reactions off={signal ?? (reactionsMuted && !isHost ? gestures.muted : null)} />
    </fieldset>
  )
}

interface HandButtonProps {
  readonly off: Off
  /** Hosts have something else to do first. */
  readonly isPrimary: boolean
}

const HandButton = ({ off, isPrimary }: HandButtonProps) => {
  const { cast, gestures, news } = useClassroom()
  const isUp = useOwnMember()?.hand === true
  const words = useWords()
  const { hands } = useReadable(cast)
  useShortcuts({ h: () => (off === null ? gestures.setHand(!isUp) : news.toast('own', off)) })
  const place = hands.findIndex(({ isSelf }) => isSelf) + 1
  return (
    <Control
      className={isPrimary ? 'hand-button primary' : 'hand-button'}
      off={off}
      aria-pressed={isUp}
      aria-keyshortcuts="h"
      {...(!isPrimary && { 'data-tip': isUp ? words.gestures.lower : words.gestures.raise })}
      onMouseDown={keepFocus}
      onClick={() => gestures.setHand(!isUp)}
    >
      <Hand /> <span className="hand-label">{isUp ? words.gestures.lower : words.gestures.raise}</span>
      {place > 0 && hands.length > 1 && <span className="chip">{words.gestures.place(place)}</span>}
    </Control>
  )
}

const Reactions = ({ off }: { readonly off: Off }) => {
  const { gestures, news } = useClassroom()
  const emoji = useOwnMember()?.emoji ?? ''
  const words = useWords()
  const [isMore, setIsMore] = useState(false)
  const isOther = emoji !== '' && !REACTIONS.some(([sign]) => sign === emoji)
  const orWhyNot = (act: () => void) => () => (off === null ? act() : news.toast('own', off))
  useShortcuts({
    ...Object.fromEntries(
      REACTIONS.map(([sign], index) => [index + 1, orWhyNot(() => gestures.react(sign))]),
    ),
    6: orWhyNot(() => setIsMore(true)),
  })
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
              aria-keyshortcuts={`${index + 1}`}
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
            aria-keyshortcuts="6"
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
