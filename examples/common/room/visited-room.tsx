import { RoomProvider, type RoomProviderProps, useStatus } from 'homeroom/react'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { relayUrl } from '../page/address.ts'
import { pageEnvironment } from '../page/move-on.ts'
import { type Pass, PassProvider } from '../page/pass.ts'
import type { TabIds, Visit } from '../page/tab.ts'
import { KeepProvider } from '../settings/keep-setting.tsx'
import { type Refused, readRefusal } from '../words/refusal.ts'
import { UnlessGone } from './gone.tsx'
import { heldIn } from './held.ts'

/** What each kind of room is given by the page before it. */
export interface VisitProps {
  readonly visit: Visit
  readonly pass: Pass
  readonly tab: TabIds
  /** They are in it, and not only before its door. */
  readonly onEntered: () => void
  readonly onTurnedBack: (why: Refused) => void
  readonly onLeave: () => void
}

interface VisitedRoomProps
  extends Pick<VisitProps, 'visit' | 'pass' | 'onEntered' | 'onTurnedBack' | 'onLeave'> {
  readonly space: NonNullable<RoomProviderProps['space']>
  readonly throttleMs?: number | undefined
  /** What others see of this person besides the name. */
  readonly presence?: Readonly<Record<string, string>>
  readonly children: ReactNode
}

/** A room that asks for a code is no place to be in without one. */
const Door = ({ onEntered, onTurnedBack }: Pick<VisitProps, 'onEntered' | 'onTurnedBack'>) => {
  const status = useStatus()
  const isIn = status.state === 'connected'
  const enter = useEffectEvent(onEntered)
  useEffect(() => {
    if (isIn) enter()
  }, [isIn])
  useEffect(() => {
    const refused = status.state === 'closed' ? readRefusal(status.reason) : null
    if (refused?.code === 'token-missing') onTurnedBack(refused)
  }, [status, onTurnedBack])
  return null
}

/** A hand that is up from the first word on has its place in the queue again: later the relay would take it for another one. */
const presenceAtFirst = ({ name, room }: Visit, presence: VisitedRoomProps['presence']) => ({
  ...presence,
  ...(name !== '' && { name }),
  ...(heldIn(room).includes('hand') && { hand: true }),
})

/** Joins the room of a visit, whatever it is shown as. */
export const VisitedRoom = ({
  visit,
  pass,
  space,
  throttleMs,
  presence,
  onEntered,
  onTurnedBack,
  onLeave,
  children,
}: VisitedRoomProps) => (
  <KeepProvider key={visit.room} room={visit.room}>
    {(isOn) => (
      <RoomProvider
        url={relayUrl()}
        room={visit.room}
        offline={isOn}
        space={space}
        environment={pageEnvironment}
        {...(throttleMs !== undefined && { throttleMs })}
        presence={presenceAtFirst(visit, presence)}
        {...(pass.source !== undefined && { token: pass.source })}
      >
        <Door onEntered={onEntered} onTurnedBack={onTurnedBack} />
        <PassProvider value={pass}>
          <UnlessGone onLeave={onLeave}>{children}</UnlessGone>
        </PassProvider>
      </RoomProvider>
    )}
  </KeepProvider>
)
