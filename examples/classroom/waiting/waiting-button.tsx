import { useState } from 'react'
import { useWords } from '../words/index.ts'
import { useWaitingRoom } from './waiting-context.tsx'
import { WaitingDialog } from './waiting-dialog.tsx'

/** Says how many people wait, and opens the list of them. */
export const WaitingButton = () => {
  const { waiting: words } = useWords()
  const room = useWaitingRoom()
  const [isOpen, setIsOpen] = useState(false)
  if (room === null || (room.waiting.length === 0 && !isOpen)) return null
  return (
    <>
      <button className="waiting-button" type="button" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {words.button(room.waiting.length)}
      </button>
      {isOpen && <WaitingDialog onClose={() => setIsOpen(false)} />}
    </>
  )
}
