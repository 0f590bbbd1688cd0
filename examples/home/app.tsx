import { Suspense } from 'react'
import { LessonPartsProvider } from '../common/kit/lesson-parts.tsx'
import type { Asked } from '../common/page/address.ts'
import type { TabIds } from '../common/page/tab.ts'
import { INSIDE, LESSON_PARTS } from './late-room.tsx'
import { Lobby } from './lobby/lobby.tsx'
import { rememberRoom } from './lobby/recent-rooms.ts'
import { useVisit } from './lobby/use-visit.ts'

/** The lobby, or a room. */
export const App = ({ asked, tab }: { asked: Asked; tab: TabIds }) => {
  const { where, pass, last, isInvited, join, settle, rename, cancel, turnBack, leave } = useVisit(asked)
  if (where.in === 'room' && pass !== null) {
    const Inside = INSIDE[where.visit.kind]
    return (
      <LessonPartsProvider value={LESSON_PARTS}>
        <Suspense>
          <Inside
            visit={where.visit}
            pass={pass}
            tab={tab}
            onEntered={() => rememberRoom(where.visit)}
            onTurnedBack={(why) => turnBack(where.visit, why)}
            onLeave={() => leave(where.visit)}
          />
        </Suspense>
      </LessonPartsProvider>
    )
  }
  return (
    <Lobby
      kind={last.kind}
      room={last.room}
      name={last.name}
      isInvited={isInvited}
      refusal={where.in === 'lobby' ? where.complaint : null}
      waiting={where.in === 'door' ? where.waiting : null}
      onJoin={join}
      onSettled={settle}
      onRename={rename}
      onCancel={cancel}
    />
  )
}
