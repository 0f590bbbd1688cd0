import { useLesson } from 'homeroom/react'
import { GraduationCap } from 'lucide-react'
import { useRights } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** For hosts, who stay: the lesson is over, and so it is for those who come now, until the next one begins. */
export const EndedView = () => {
  const { ended, beginLesson } = useLesson()
  const { isHost } = useRights()
  const { kit } = useWords()
  if (ended === null || !isHost) return null
  return (
    <p className="kit-spotlight kit-ended">
      <GraduationCap />
      <span className="kit-called">{kit.ended}</span>
      <button className="small" type="button" onClick={() => beginLesson()}>
        {kit.beginNext}
      </button>
    </p>
  )
}
