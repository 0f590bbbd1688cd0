import { RoomProvider, useStatus } from 'homeroom/react'
import { useEffect } from 'react'
import { KeepProvider } from '../header/keep-setting.tsx'
import { relayUrl } from '../page/address.ts'
import { type Pass, PassProvider } from '../page/pass.ts'
import type { TabIds, Visit } from '../page/tab.ts'
import { WaitingProvider } from '../waiting/waiting-context.tsx'
import { type Refused, readRefusal } from '../words/refusal.ts'
import { ClassroomProvider } from './classroom-context.tsx'
import { ClassroomView } from './classroom-view.tsx'

export interface InsideProps {
  readonly visit: Visit
  readonly pass: Pass
  readonly tab: TabIds
  readonly onTurnedBack: (why: Refused) => void
  readonly onLeave: () => void
}

/** A room that asks for a code is no place to be in without one. */
const TurnBack = ({ onTurnedBack }: Pick<InsideProps, 'onTurnedBack'>) => {
  const status = useStatus()
  useEffect(() => {
    const refused = status.state === 'closed' ? readRefusal(status.reason) : null
    if (refused?.code === 'token-missing') onTurnedBack(refused)
  }, [status, onTurnedBack])
  return null
}

/** The classroom of a visit. */
export const Inside = ({ visit, pass, tab, onTurnedBack, onLeave }: InsideProps) => (
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
        <TurnBack onTurnedBack={onTurnedBack} />
        <PassProvider value={pass}>
          <ClassroomProvider name={visit.room} tab={tab}>
            <WaitingProvider name={visit.room}>
              <ClassroomView name={visit.room} onLeave={onLeave} />
            </WaitingProvider>
          </ClassroomProvider>
        </PassProvider>
      </RoomProvider>
    )}
  </KeepProvider>
)
