import { useRules } from 'homeroom/react'
import {
  BellOff,
  Flashlight,
  Lock,
  LockOpen,
  type LucideIcon,
  PencilLine,
  SlidersHorizontal,
} from 'lucide-react'
import { useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { Fold } from '../room/fold.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWaitingRoom } from '../waiting/waiting-context.tsx'
import { useWords } from '../words/index.ts'
import { useEveryoneWrites } from './everyone-writes.ts'

/** What hosts order for the whole room. In the class what everyone writes is ordered among the tools of a lesson. */
export const HostTools = () => {
  const { moderation, following, kind } = useRoomState()
  const { host } = useWords()
  const { reactionsMuted, locked } = useRules()
  const isLeading = useReadable(following.lead)?.isSelf === true
  const writing = useEveryoneWrites()
  const waiting = useWaitingRoom()
  const [isAsked, setIsAsked] = useState(false)
  // An open room lets in those who wait in front of it, unless everyone is to wait.
  const letsIn = waiting === null || waiting.everyone ? 0 : waiting.waiting.length
  const lock = (isOn: boolean) => {
    if (isOn || letsIn === 0) moderation.lock(isOn)
    else setIsAsked(true)
  }
  return (
    <>
      <Fold label={host.tools} Icon={SlidersHorizontal}>
        <fieldset className="host-tools" aria-label={host.tools}>
          <Switch label={host.lead} Icon={Flashlight} isOn={isLeading} onChange={moderation.lead} />
          {kind !== 'class' && (
            <Switch label={writing.label} Icon={PencilLine} isOn={writing.isOn} onChange={writing.set} />
          )}
          <Switch label={host.mute} Icon={BellOff} isOn={reactionsMuted} onChange={moderation.mute} />
          <button className="tool" type="button" data-shown={locked} onClick={() => lock(!locked)}>
            {locked ? <LockOpen /> : <Lock />}{' '}
            <span className="tool-label">{locked ? host.unlockRoom : host.lock}</span>
          </button>
        </fieldset>
      </Fold>
      {isAsked && (
        <UnlockDialog
          count={letsIn}
          onUnlock={() => moderation.lock(false)}
          onClose={() => setIsAsked(false)}
        />
      )}
    </>
  )
}

interface UnlockDialogProps {
  /** How many people would come in. */
  readonly count: number
  readonly onUnlock: () => void
  readonly onClose: () => void
}

/** Asks before people come in whom the host has not looked at. */
const UnlockDialog = ({ count, onUnlock, onClose }: UnlockDialogProps) => {
  const { host } = useWords()
  return (
    <Dialog title={host.unlockTitle(count)} onClose={onClose}>
      <p>{host.unlockSays}</p>
      <div className="row end">
        <button type="button" onClick={onClose}>
          {host.keepLocked}
        </button>
        <button
          className="primary"
          type="button"
          onClick={() => {
            onUnlock()
            onClose()
          }}
        >
          {host.unlock}
        </button>
      </div>
    </Dialog>
  )
}

interface SwitchProps {
  readonly label: string
  readonly Icon: LucideIcon
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** Shows what the relay says: a press asks for a change, and the button changes when the relay has taken it. */
const Switch = ({ label, Icon, isOn, onChange }: SwitchProps) => (
  <button className="tool" type="button" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
    <Icon /> <span className="tool-label">{label}</span>
  </button>
)
