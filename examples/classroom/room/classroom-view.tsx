import { type CSSProperties, type ReactNode, Suspense } from 'react'
import { ChatPlaceProvider } from '../../common/chat/chat-place.tsx'
import { ResetDialog } from '../../common/connection/late-reset.tsx'
import { StateLine } from '../../common/connection/state-line.tsx'
import { HandAndReactions } from '../../common/gestures/hand-and-reactions.tsx'
import { NextHand } from '../../common/gestures/next-hand.tsx'
import { HostTools } from '../../common/host/late-host-tools.tsx'
import { LeadLine } from '../../common/host/lead-line.tsx'
import { KitMenu } from '../../common/kit/kit-menu.tsx'
import { CheckView, LessonOver } from '../../common/kit/late-views.tsx'
import { LiveRegion, Toasts } from '../../common/news/news-view.tsx'
import { useWords } from '../../common/words/index.ts'
import { Floor } from '../floor/floor.tsx'
import { Header } from '../header/header.tsx'
import { Stage } from '../stage/stage.tsx'
import { useClassroom, useReadable } from './classroom-context.tsx'
import { goTo } from './go-to.ts'
import { PLACE, Side } from './side.tsx'
import { useIsNarrow, useTab } from './use-tab.ts'

interface ClassroomViewProps {
  /** The room's name. */
  readonly name: string
  /** This tab was in the room before. */
  readonly isBack: boolean | undefined
  readonly onLeave: () => void
}

/** The chat is a tab, by which it may be behind another one. */
const ChatInTab = ({ children }: { readonly children: ReactNode }) => {
  const { tabs } = useClassroom()
  return (
    <ChatPlaceProvider value={{ isShown: useTab() === 'chat', show: () => goTo('chat', tabs) }}>
      {children}
    </ChatPlaceProvider>
  )
}

/** The whole classroom on one page. */
export const ClassroomView = ({ name, isBack, onLeave }: ClassroomViewProps) => (
  <ChatInTab>
    <div className="room">
      <Header room={name} onLeave={onLeave} />
      <StateLine />
      <LeadLine room={name} />
      <main>
        <Place name={name} />
        <Suspense>
          <CheckView name={name} />
        </Suspense>
        <div className="bar">
          <HandAndReactions forHosts={<NextHand />} />
          <HostTools />
          <KitMenu name={name} />
        </div>
        <Side name={name} />
      </main>
      <Suspense>
        <LessonOver name={name} isBack={isBack} />
      </Suspense>
      <ResetDialog name={name} />
      <Toasts />
      <LiveRegion />
    </div>
  </ChatInTab>
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
