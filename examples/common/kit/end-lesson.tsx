import { useLesson } from 'homeroom/react'
import { useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useRoomState } from '../room/room-context.tsx'
import { useWaitingRoom } from '../waiting/waiting-context.tsx'
import { useWords } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import { readChecks } from './kept-checks.ts'
import { useSaveLesson } from './use-save-lesson.ts'

/** Ends a lesson, once a host has said so twice: what was set up for it goes, everyone is told, and what was made is saved. */
export const EndLesson = ({ name, onClose }: { name: string; onClose: () => void }) => {
  const { moderation, news, pen } = useRoomState()
  const { endLesson } = useLesson()
  const save = useSaveLesson(name)
  const { kit } = useWords()
  const [isSaved, setIsSaved] = useState(true)
  const [isNamed, setIsNamed] = useState(true)
  const [isLeft, setIsLeft] = useState(true)
  const hasAnswers = readChecks(name).some(({ answers }) => answers.length > 0)
  const waiting = useWaitingRoom()
  // An open room lets in those who waited at its lock: they hear first that there is nothing to come to.
  const open = async () => {
    try {
      if (waiting !== null && waiting.waiting.length > 0) await waiting.acts.end()
      moderation.lock(false)
    } catch (error) {
      news.toast('own', error instanceof Error ? error.message : String(error))
    }
  }
  const end = () => {
    if (isSaved) save(isNamed)
    // First of all: one who hears that a room is open, and then that it is over, comes back to a closed door.
    const sent = endLesson(isLeft)
    moderation.lowerAll()
    void open()
    moderation.lead(false)
    moderation.mute(false)
    moderation.letWrite(false)
    if (pen.get().holder !== null) void pen.take()
    news.toast('room', sent.ok ? kit.ended : refusalInWords(sent.fault))
    onClose()
  }
  return (
    <Dialog title={kit.endTitle} onClose={onClose}>
      <p>{kit.endSays}</p>
      <label className="kit-tick">
        <input type="checkbox" checked={isLeft} onChange={() => setIsLeft(!isLeft)} /> {kit.leaveAll}
      </label>
      <label className="kit-tick">
        <input type="checkbox" checked={isSaved} onChange={() => setIsSaved(!isSaved)} /> {kit.saveFile}
      </label>
      {isSaved && hasAnswers && (
        <label className="kit-tick">
          <input type="checkbox" checked={isNamed} onChange={() => setIsNamed(!isNamed)} /> {kit.saveAnswers}
        </label>
      )}
      <div className="row end">
        <button type="button" onClick={onClose}>
          {kit.keep}
        </button>
        <button className="danger" type="button" onClick={end}>
          {kit.endNow}
        </button>
      </div>
    </Dialog>
  )
}
