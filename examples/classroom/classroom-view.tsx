import { Board } from './board.tsx'
import { Chat } from './chat-panel.tsx'
import { Controls } from './controls.tsx'
import { Floor } from './floor.tsx'
import { HandQueue } from './hand-queue.tsx'
import { Header } from './header.tsx'
import { HostTools } from './host-tools.tsx'
import { LeadLine } from './lead-line.tsx'
import { LiveRegion } from './live-region.tsx'
import { PeopleList } from './people-list.tsx'
import { ResetDialog } from './reset-dialog.tsx'
import { StateLine } from './state-line.tsx'
import { Toasts } from './toasts.tsx'

/** The whole room on one page. */
export const ClassroomView = ({ name, onLeave }: { name: string; onLeave: () => void }) => (
  <div className="room">
    <Header room={name} onLeave={onLeave} />
    <StateLine />
    <LeadLine />
    <main>
      <section className="place" aria-labelledby="place-title">
        <h2 className="unseen" id="place-title">
          The room
        </h2>
        <Floor name={name} />
        <Controls />
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
