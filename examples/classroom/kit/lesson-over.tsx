import type { HeardSignal } from 'homeroom/client'
import { useChat } from 'homeroom/react'
import { Download, LogOut } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { readChecks } from '../../common/kit/kept-checks.ts'
import { Dialog } from '../../common/page/dialog.tsx'
import { useWords, words } from '../../common/words/index.ts'
import { useClassroom, useRights } from '../room/classroom-context.tsx'

/** The signal by which a host tells everyone that the lesson is over. */
export const LESSON_OVER = 'classroom:over'

/** The signal's data where they leave with it: a class is not left alone in its room. */
export const LEAVE = 'leave'

/**
 * Saves what the lesson leaves. What does it is loaded when somebody wants it. `isNamed` where the file says who answered what: a file
 * for the host, and not for the class.
 */
export const useSaveLesson = (name: string): ((isNamed: boolean) => void) => {
  // They are here by the time that somebody has answered the dialog.
  const { messages } = useChat()
  const classroom = useClassroom()
  return (isNamed) => {
    const checks = readChecks(name).map((check) => (isNamed ? check : { ...check, answers: [] }))
    const saved = import('./lesson-file.ts').then(({ saveLesson }) =>
      saveLesson({ name, classroom, messages, checks }),
    )
    saved.catch(() => classroom.news.toast('own', words().kit.saveFailed))
  }
}

/** Tells everyone but the host that the lesson is over, and what they can do now. */
export const LessonOver = ({ name }: { name: string }) => {
  const { room } = useClassroom()
  const { isHost } = useRights()
  const [over, setOver] = useState<'stay' | 'leave' | null>(null)
  const end = useEffectEvent(({ data, from }: HeardSignal) => {
    // Anybody can send a signal, and hosts alone end a lesson.
    if ((from.rights ?? from.role) === 'host') setOver(data === LEAVE && !isHost ? 'leave' : 'stay')
  })
  useEffect(() => room.signals.on(LESSON_OVER, (signal) => end(signal)), [room])
  if (over === null) return null
  return over === 'leave' ? <Left name={name} /> : <Over name={name} onClose={() => setOver(null)} />
}

const Over = ({ name, onClose }: { name: string; onClose: () => void }) => {
  const { kit } = useWords()
  return (
    <Dialog title={kit.ended} onClose={onClose}>
      <p>{kit.overSays}</p>
      <div className="kit-over">
        <button className="primary" type="button" onClick={onClose}>
          {kit.overStay}
        </button>
        <Ways name={name} />
      </div>
    </Dialog>
  )
}

/** They are out of the room from now on; what this page has of it can still be saved. */
const Left = ({ name }: { name: string }) => {
  const { room } = useClassroom()
  const { kit } = useWords()
  useEffect(() => room.leave(), [room])
  return (
    <Dialog title={kit.ended} onClose={null}>
      <p>{kit.leftSays}</p>
      <div className="kit-over">
        <Ways name={name} />
      </div>
    </Dialog>
  )
}

const Ways = ({ name }: { name: string }) => {
  const save = useSaveLesson(name)
  const { kit, header } = useWords()
  return (
    <>
      <button type="button" onClick={() => save(false)}>
        <Download /> {kit.saveFile}
      </button>
      <button type="button" onClick={() => history.back()}>
        <LogOut /> {header.leave}
      </button>
    </>
  )
}
