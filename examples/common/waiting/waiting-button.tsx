import { DoorOpen } from 'lucide-react'
import { Suspense, useState } from 'react'
import { DialogNotLoaded } from '../page/dialog-not-loaded.tsx'
import { late } from '../page/late.tsx'
import { useWords } from '../words/index.ts'
import { useWaitingRoom } from './waiting-context.tsx'

/** Pupils, of whom there are many, do not load it. */
const WaitingDialog = late(async () => (await import('./waiting-dialog.tsx')).WaitingDialog, DialogNotLoaded)

/** Says how many people wait, and opens the list of them. */
export const WaitingButton = () => {
  const { waiting: words } = useWords()
  const room = useWaitingRoom()
  const [isOpen, setIsOpen] = useState(false)
  if (room === null || (room.waiting.length === 0 && !isOpen)) return null
  return (
    <>
      <button
        className="waiting-button"
        type="button"
        aria-haspopup="dialog"
        aria-label={words.button(room.waiting.length)}
        onClick={() => setIsOpen(true)}
      >
        <DoorOpen /> <span className="button-label">{words.short}</span>
        <span className="waiting-count">{words.count(room.waiting.length)}</span>
      </button>
      <Suspense>{isOpen && <WaitingDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  )
}
