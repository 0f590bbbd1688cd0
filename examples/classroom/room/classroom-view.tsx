import { Board } from '../board/board.tsx'
import { Chat } from '../chat/chat-panel.tsx'
import { ResetDialog } from '../connection/reset-dialog.tsx'
import { StateLine } from '../connection/state-line.tsx'
import { Floor } from '../floor/floor.tsx'
import { HandAndReactions } from '../gestures/hand-and-reactions.tsx'
import { HandQueue } from '../gestures/hand-queue.tsx'
import { Header } from '../header/header.tsx'
import { HostTools } from '../host/host-tools.tsx'
import { LeadLine } from '../host/lead-line.tsx'
import { LiveRegion, Toasts } from '../news/news-view.tsx'
import { PeopleList } from '../people/people-list.tsx'
import { useWords } from '../words/index.ts'

/** The whole classroom on one page. */
export const ClassroomView = ({ name, onLeave }: { name: string; onLeave: () => void }) => {
  const { floor } = useWords()
  return (
    <div className="room">
      <Header room={name} onLeave={onLeave} />
      <StateLine />
      <LeadLine />
      <main>
        <section className="place" aria-labelledby="place-title">
          <h2 className="unseen" id="place-title">
            {floor.title}
          </h2>
          <Floor name={name} />
          <HandAndReactions />
          <HostTools />
        </section>
        <div className="side">
          <HandQueue />
          <PeopleList />
          <Board />
          <Chat />
        </div>
      </main>
      <ResetDialog name={name} />
      <Toasts />
      <LiveRegion />
    </div>
  )
}
