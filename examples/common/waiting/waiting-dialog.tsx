import { useLayoutEffect, useRef, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useAct } from '../versions/use-act.ts'
import { upright } from '../words/formats.ts'
import { useWords } from '../words/index.ts'
import { RemovedList } from './removed-list.tsx'
import { useWaitingRoom } from './waiting-context.tsx'
import type { WaitingPerson } from './waiting-room.ts'

/** So many are shown at first, and then by each press. */
const SHOWN = 50

/** Those who wait in front of the room: let in one by one or all at once, or turned away. */
export const WaitingDialog = ({ onClose }: { onClose: () => void }) => {
  const { waiting: words } = useWords()
  const room = useWaitingRoom()
  const [fault, isBusy, run] = useAct()
  const line = useRef<HTMLParagraphElement>(null)
  const [most, setMost] = useState(SHOWN)
  const [hasTurnedAway, setHasTurnedAway] = useState(false)
  const waiting = room?.waiting
  // A button that has the focus goes with its person, let in or gone by themselves: what is left is said, and Tab goes on from there.
  useLayoutEffect(() => {
    if (waiting !== undefined && document.activeElement === document.body) line.current?.focus()
  }, [waiting])
  if (room === null || waiting === undefined) return null
  const { acts } = room
  return (
    <Dialog title={words.dialog} onClose={onClose}>
      <p className="hint door-line" ref={line} tabIndex={-1}>
        {waiting.length === 0 ? words.nobody : words.several(waiting.length)}
      </p>
      {waiting.length > 0 && (
        <ul className="door-list" aria-label={words.dialog}>
          {waiting.slice(0, most).map((person) => (
            <WaitingItem
              key={person.id}
              person={person}
              onAdmit={() => run(() => acts.admit([person]))}
              onTurnAway={() => {
                // How they come in after all is seen at once.
                setHasTurnedAway(true)
                run(() => acts.turnAway(person))
              }}
            />
          ))}
        </ul>
      )}
      {waiting.length > 0 && <p className="hint">{words.turnAwayHint}</p>}
      {waiting.length > most && (
        <button type="button" onClick={() => setMost(most + SHOWN)}>
          {words.showMore(Math.min(SHOWN, waiting.length - most))}
        </button>
      )}
      {waiting.length > 1 && (
        <button
          className="primary"
          type="button"
          aria-disabled={isBusy}
          onClick={() => run(() => acts.admit(waiting))}
        >
          {words.admitAll(waiting.length)}
        </button>
      )}
      <p className="error" role="alert">
        {fault}
      </p>
      <RemovedList isOpen={hasTurnedAway} />
    </Dialog>
  )
}

interface WaitingItemProps {
  readonly person: WaitingPerson
  readonly onAdmit: () => void
  readonly onTurnAway: () => void
}

const WaitingItem = ({ person, onAdmit, onTurnAway }: WaitingItemProps) => {
  const { waiting: words } = useWords()
  const name = person.name ?? words.noNameYet
  return (
    <li>
      <span className="door-person">
        <bdi>{upright(name)}</bdi>
        <span className="hint">{words.since(person.atMs, Date.now())}</span>
      </span>
      <button type="button" aria-label={words.turnAwayPerson(name)} onClick={onTurnAway}>
        {words.turnAway}
      </button>
      <button className="primary" type="button" aria-label={words.admitPerson(name)} onClick={onAdmit}>
        {words.admit}
      </button>
    </li>
  )
}
