import { RoomProvider, type RoomProviderProps, useStatus } from 'homeroom/react'
import { type ReactNode, useEffect } from 'react'
import { relayUrl } from '../page/address.ts'
import { type Pass, PassProvider } from '../page/pass.ts'
import type { TabIds, Visit } from '../page/tab.ts'
import { KeepProvider } from '../settings/keep-setting.tsx'
import { type Refused, readRefusal } from '../words/refusal.ts'

/** What each kind of room is given by the page before it. */
export interface VisitProps {
  readonly visit: Visit
  readonly pass: Pass
  readonly tab: TabIds
  readonly onTurnedBack: (why: Refused) => void
  readonly onLeave: () => void
}

interface VisitedRoomProps extends Pick<VisitProps, 'visit' | 'pass' | 'onTurnedBack'> {
  readonly space: NonNullable<RoomProviderProps['space']>
  /** What others see of this person besides the name. */
  readonly presence?: Readonly<Record<string, string>>
  readonly children: ReactNode
}

/** A room that asks for a code is no place to be in without one. */
const TurnBack = ({ onTurnedBack }: Pick<VisitProps, 'onTurnedBack'>) => {
  const status = useStatus()
  useEffect(() => {
    const refused = status.state === 'closed' ? readRefusal(status.reason) : null
    if (refused?.code === 'token-missing') onTurnedBack(refused)
  }, [status, onTurnedBack])
  return null
}

/** Joins the room of a visit, whatever it is shown as. */
export const VisitedRoom = ({ visit, pass, space, presence, onTurnedBack, children }: VisitedRoomProps) => (
  <KeepProvider key={visit.room} room={visit.room}>
    {(isOn) => (
      <RoomProvider
        url={relayUrl()}
        room={visit.room}
        offline={isOn}
        space={space}
        presence={{ ...presence, ...(visit.name !== '' && { name: visit.name }) }}
        {...(pass.source !== undefined && { token: pass.source })}
      >
        <TurnBack onTurnedBack={onTurnedBack} />
        <PassProvider value={pass}>{children}</PassProvider>
      </RoomProvider>
    )}
  </KeepProvider>
)
