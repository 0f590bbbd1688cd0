import { Users } from 'lucide-react'
import { Suspense, useState } from 'react'
import { usePeopleCount, useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { PeopleDialog } from './late-dialogs.tsx'

/** How many people there are, and whether a hand is up; a press shows them all. */
export const PeopleButton = () => {
  const { room: words } = useWords()
  const { hands } = useReadable(useRoomState().cast)
  const people = usePeopleCount()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        className="people-button"
        type="button"
        aria-haspopup="dialog"
        title={words.people}
        aria-label={hands.length > 0 ? `${words.people}: ${words.handsUp(hands.length)}` : words.people}
        data-hands={hands.length > 0}
        onClick={() => setIsOpen(true)}
      >
        <Users /> <span aria-hidden="true">{people}</span>
      </button>
      <Suspense>{isOpen && <PeopleDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  )
}
