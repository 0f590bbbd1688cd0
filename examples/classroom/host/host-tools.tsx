import { useRules } from 'homeroom/react'
import { BellOff, Flashlight, Lock, type LucideIcon, SlidersHorizontal } from 'lucide-react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Fold } from '../room/fold.tsx'

/** What hosts order for the whole room. Only hosts see it. */
export const HostTools = () => {
  const { moderation, following } = useClassroom()
  const { isHost } = useRights()
  const { reactionsMuted, locked } = useRules()
  const isLeading = useReadable(following.lead)?.isSelf === true
  if (!isHost) return null
  return (
    <Fold label="For hosts" Icon={SlidersHorizontal}>
      <fieldset className="host-tools" aria-label="For hosts">
        <Switch label="Follow me" Icon={Flashlight} isOn={isLeading} onChange={moderation.lead} />
        <Switch label="Mute reactions" Icon={BellOff} isOn={reactionsMuted} onChange={moderation.mute} />
        <Switch label="Lock the room" Icon={Lock} isOn={locked} onChange={moderation.lock} />
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
