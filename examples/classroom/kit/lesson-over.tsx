import { useChat } from 'homeroom/react'
import { Download, LogOut } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { useWords, words } from '../../common/words/index.ts'
import { useClassroom } from '../room/classroom-context.tsx'

/** The signal by which a host tells everyone that the lesson is over. */
export const LESSON_OVER = 'classroom:over'

/** Saves what the lesson leaves. What does it is loaded when somebody wants it. */
export const useSaveLesson = (name: string): (() => void) => {
  // They are here by the time that somebody has answered the dialog.
  const { messages } = useChat()
  const classroom = useClassroom()
  return () => {
    const saved = import('./lesson-file.ts').then(({ saveLesson }) =>
      saveLesson({ name, classroom, messages }),
    )
    saved.catch(() => classroom.news.toast('own', words().kit.saveFailed))
  }
}

/** Tells everyone but the host that the lesson is over, and what they can do now. Nothing is taken from them. */
export const LessonOver = ({ name }: { name: string }) => {
  const { room } = useClassroom()
  const [isOver, setIsOver] = useState(false)
  useEffect(
    // Anybody can send a signal, and hosts alone end a lesson.
    () =>
      room.signals.on(LESSON_OVER, ({ from }) => (from.rights ?? from.role) === 'host' && setIsOver(true)),
    [room],
  )
  return isOver && <Over name={name} onClose={() => setIsOver(false)} />
}

const Over = ({ name, onClose }: { name: string; onClose: () => void }) => {
  const save = useSaveLesson(name)
  const { kit, header } = useWords()
  return (
    <Dialog title={kit.ended} onClose={onClose}>
      <p>{kit.overSays}</p>
      <div className="kit-over">
        <button className="primary" type="button" onClick={onClose}>
          {kit.overStay}
        </button>
        <button type="button" onClick={save}>
          <Download /> {kit.saveFile}
        </button>
        <button type="button" onClick={() => history.back()}>
          <LogOut /> {header.leave}
        </button>
      </div>
    </Dialog>
  )
}
