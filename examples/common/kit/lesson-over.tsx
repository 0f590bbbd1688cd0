import { useLesson } from 'homeroom/react'
import { Download, LogOut, RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { endChecks } from './kept-checks.ts'
import { useSaveLesson } from './use-save-lesson.ts'

export interface LessonOverProps {
  /** The room's name. */
  readonly name: string
  /** This tab was in the room before: its page was loaded anew, or shows the room as something else. */
  readonly isBack: boolean | undefined
}

/**
 * Tells everyone but the hosts that the lesson is over, and what they can do now; also those who load the page after it, of whom
 * nobody is to be alone in the room. A host who comes to the room begins the next lesson by that.
 */
export const LessonOver = ({ name, isBack }: LessonOverProps) => {
  const { isLoaded, ended, beginLesson } = useLesson()
  const { isHost } = useRights()
  /** When the lesson ended that this person knows of: it was over when they came, or they have closed the dialog; null for none. */
  const [known, setKnown] = useState<number | null>()
  useEffect(() => {
    if (!isLoaded || known !== undefined) return
    setKnown(ended?.atMs ?? null)
    if (ended !== null && isHost && isBack !== true) beginLesson()
  }, [isLoaded, known, ended, isHost, isBack, beginLesson])
  useEffect(() => {
    if (isLoaded) endChecks(name, ended !== null)
  }, [isLoaded, name, ended])
  if (ended === null || known === undefined || isHost) return null
  if (ended.leave) return <Left name={name} />
  return ended.atMs === known ? null : <Over name={name} onClose={() => setKnown(ended.atMs)} />
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
  const { room } = useRoomState()
  const { kit } = useWords()
  useEffect(() => room.leave(), [room])
  return (
    <Dialog title={kit.ended} onClose={null}>
      <p>{kit.leftSays}</p>
      <div className="kit-over">
        <Ways name={name} />
        <p className="hint">{kit.nextSays}</p>
        <button type="button" onClick={() => location.reload()}>
          <RotateCcw /> {kit.comeBack}
        </button>
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
