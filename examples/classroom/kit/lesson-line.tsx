import { useLesson } from 'homeroom/react'
import { useWords } from '../../common/words/index.ts'
import { CheckView } from './check-view.tsx'
import { HandsTitle } from './hands-watch.tsx'
import { SpotlightView } from './spotlight-view.tsx'
import { TimerView } from './timer-view.tsx'

/** What everyone sees of a lesson, above the room. */
export const LessonLine = () => {
  const { timer, spotlight, check } = useLesson()
  const { kit } = useWords()
  const isShown = (timer ?? spotlight ?? check) !== null
  return (
    <div className="kit-place">
      <HandsTitle />
      {isShown && (
        <section className="kit-line" aria-label={kit.tools}>
          <SpotlightView />
          <TimerView />
          <CheckView />
        </section>
      )}
    </div>
  )
}
