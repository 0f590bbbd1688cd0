import { RoomProvider } from 'homeroom/react'
import { Suspense } from 'react'
import { KeepProvider } from './header/keep-setting.tsx'
import { Lobby } from './lobby/lobby.tsx'
import { useVisit } from './lobby/use-visit.ts'
import { type Asked, relayUrl } from './page/address.ts'
import { type Pass, PassProvider } from './page/pass.ts'
import type { TabIds, Visit } from './page/tab.ts'
import { ClassroomProvider } from './room/classroom-context.tsx'
import { ClassroomView } from './room/late-view.tsx'
import { WaitingProvider } from './waiting/waiting-context.tsx'

/** The lobby, or the classroom. */
export const App = ({ asked, tab }: { asked: Asked; tab: TabIds }) => {
  const { where, pass, last, isInvited, join, settle, cancel, leave } = useVisit(asked)
  if (where.in === 'room' && pass !== null)
    return <Inside visit={where.visit} pass={pass} tab={tab} onLeave={() => leave(where.visit)} />
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

interface InsideProps {
  readonly visit: Visit
  readonly pass: Pass
  readonly tab: TabIds
  readonly onLeave: () => void
}

/** The classroom of a visit. */
const Inside = ({ visit, pass, tab, onLeave }: InsideProps) => (
  <KeepProvider key={visit.room} room={visit.room}>
    {(isOn) => (
      <RoomProvider
        url={relayUrl()}
        room={visit.room}
        offline={isOn}
        space="unit"
        presence={{ ...(visit.name !== '' && { name: visit.name }) }}
        {...(pass.source !== undefined && { token: pass.source })}
      >
        <PassProvider value={pass}>
          <ClassroomProvider name={visit.room} tab={tab}>
            <WaitingProvider name={visit.room}>
              <Suspense>
                <ClassroomView name={visit.room} onLeave={onLeave} />
              </Suspense>
            </WaitingProvider>
          </ClassroomProvider>
        </PassProvider>
      </RoomProvider>
    )}
  </KeepProvider>
)
