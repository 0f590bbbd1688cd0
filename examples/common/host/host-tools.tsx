import { useRules } from 'homeroom/react'
import { BellOff, Flashlight, Lock, type LucideIcon, SlidersHorizontal } from 'lucide-react'
import { Fold } from '../../common/room/fold.tsx'
import { useWords } from '../../common/words/index.ts'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'

/** What hosts order for the whole room. Only hosts see it. */
export const HostTools = () => {
  const { moderation, following } = useRoomState()
  const { isHost } = useRights()
  const { host } = useWords()
  const { reactionsMuted, locked } = useRules()
  const isLeading = useReadable(following.lead)?.isSelf === true
  if (!isHost) return null
  return (
    <Fold label={host.tools} Icon={SlidersHorizontal}>
      <fieldset className="host-tools" aria-label={host.tools}>
        <Switch label={host.lead} Icon={Flashlight} isOn={isLeading} onChange={moderation.lead} />
        <Switch label={host.mute} Icon={BellOff} isOn={reactionsMuted} onChange={moderation.mute} />
        <Switch label={host.lock} Icon={Lock} isOn={locked} onChange={moderation.lock} />
      </fieldset>
    </Fold>
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
  <button className="tool" type="button" title={label} aria-pressed={isOn} onClick={() => onChange(!isOn)}>
    <Icon /> <span className="tool-label">{label}</span>
  </button>
)
