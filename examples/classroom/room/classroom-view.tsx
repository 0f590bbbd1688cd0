import type { CSSProperties } from 'react'
import { ResetDialog } from '../../common/connection/reset-dialog.tsx'
import { StateLine } from '../../common/connection/state-line.tsx'
import { HandAndReactions } from '../../common/gestures/hand-and-reactions.tsx'
import { HostTools } from '../../common/host/host-tools.tsx'
import { LeadLine } from '../../common/host/lead-line.tsx'
import { LiveRegion, Toasts } from '../../common/news/news-view.tsx'
import { useWords } from '../../common/words/index.ts'
import { Floor } from '../floor/floor.tsx'
import { NextHand } from '../gestures/next-hand.tsx'
import { Header } from '../header/header.tsx'
import { CheckView } from '../kit/check-view.tsx'
import { KitMenu } from '../kit/kit-menu.tsx'
import { LessonOver } from '../kit/lesson-over.tsx'
import { Stage } from '../stage/stage.tsx'
import { useClassroom, useReadable } from './classroom-context.tsx'
import { PLACE, Side } from './side.tsx'
import { useIsNarrow, useTab } from './use-tab.ts'

/** The whole classroom on one page. */
export const ClassroomView = ({ name, onLeave }: { name: string; onLeave: () => void }) => (
  <div className="room">
    <Header room={name} onLeave={onLeave} />
    <StateLine />
    <LeadLine room={name} shown="class" />
    <main>
      <Place name={name} />
      <CheckView name={name} />
      <div className="bar">
        <HandAndReactions forHosts={<NextHand />} />
        <HostTools />
        <KitMenu name={name} />
      </div>
      <Side name={name} />
    </main>
    <LessonOver name={name} />
    <ResetDialog name={name} />
    <Toasts />
    <LiveRegion />
  </div>
)

/** The stage, and the floor with the desks. What lies over it on a narrow page leaves nothing to reach below. */
const Place = ({ name }: { name: string }) => {
  const isNarrow = useIsNarrow()
  const tab = useTab()
  const { title } = useWords().floor
  const { rows } = useReadable(useClassroom().seating.layout)
  return (
    <section
      className="place"
      id={PLACE}
      aria-labelledby="place-title"
      style={{ '--rows': rows } as CSSProperties}
      inert={isNarrow && tab !== 'room'}
      {...(isNarrow && { role: 'tabpanel' })}
    >
      <h2 className="unseen" id="place-title">
        {title}
      </h2>
      <Stage name={name} />
      <Floor />
    </section>
  )
}
