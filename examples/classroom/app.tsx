import { Suspense } from 'react'
import { Lobby } from './lobby/lobby.tsx'
import { useVisit } from './lobby/use-visit.ts'
import type { Asked } from './page/address.ts'
import type { TabIds } from './page/tab.ts'
import { Inside } from './room/late-room.tsx'

/** The lobby, or the classroom. */
export const App = ({ asked, tab }: { asked: Asked; tab: TabIds }) => {
  const { where, pass, last, isInvited, join, settle, cancel, turnBack, leave } = useVisit(asked)
  if (where.in === 'room' && pass !== null)
    return (
      <Suspense>
        <Inside
          visit={where.visit}
          pass={pass}
          tab={tab}
          onTurnedBack={(why) => turnBack(where.visit, why)}
          onLeave={() => leave(where.visit)}
        />
      </Suspense>
    )
  return (
    <Lobby
      room={last.room}
      name={last.name}
      isInvited={isInvited}
      refusal={where.in === 'lobby' ? where.complaint : null}
      waiting={where.in === 'door' ? where.waiting : null}
      onJoin={join}
      onSettled={settle}
      onCancel={cancel}
    />
  )
}
