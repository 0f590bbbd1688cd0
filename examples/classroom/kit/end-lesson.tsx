import { useChat, useLesson, useRoom } from 'homeroom/react'
import { useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { lessonFile } from './lesson-file.ts'
import { saveFile } from './save-file.ts'

/** Ends a lesson, once a host has said so twice: what was set up for it goes, and what was made is saved. */
export const EndLesson = ({ name, onClose }: { name: string; onClose: () => void }) => {
  const room = useRoom()
  // It is here by the time that the answer is given.
  const { messages } = useChat()
  const { moderation, news } = useClassroom()
  const { stopTimer, callOn, endCheck } = useLesson()
  const { kit } = useWords()
  const [isSaved, setIsSaved] = useState(true)
  const end = () => {
    if (isSaved)
      saveFile(
        `${name} ${new Date().toISOString().slice(0, 10)}.md`,
        'text/markdown',
        lessonFile(room, messages),
      )
    moderation.lowerAll()
    moderation.lock(false)
    stopTimer()
    callOn(null)
    endCheck()
    news.toast('room', kit.ended)
    onClose()
  }
  return (
    <Dialog title={kit.endTitle} onClose={onClose}>
      <p>{kit.endSays}</p>
      <label className="kit-tick">
        <input type="checkbox" checked={isSaved} onChange={() => setIsSaved(!isSaved)} /> {kit.saveFile}
      </label>
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
