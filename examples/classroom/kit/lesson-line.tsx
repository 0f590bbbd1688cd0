import { CheckView } from './check-view.tsx'
import { HandsTitle } from './hands-watch.tsx'
import { SpotlightView } from './spotlight-view.tsx'
import { TimerView } from './timer-view.tsx'

/** What everyone sees of a lesson, above the room. */
export const LessonLine = () => (
  <div className="kit-line">
    <HandsTitle />
    <SpotlightView />
    <TimerView />
    <CheckView />
  </div>
)
