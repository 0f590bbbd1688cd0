import { useRules } from 'homeroom/react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'

/** What hosts order for the whole room; nobody else has it. */
export const HostTools = () => {
  const { moderation, following } = useClassroom()
  const { isHost } = useRights()
  const { reactionsMuted, locked } = useRules()
  const isLeading = useReadable(following.lead)?.isSelf === true
  if (!isHost) return null
  return (
    <fieldset className="host-tools" aria-label="For hosts">
      <Switch label="Follow me" sign="🔦" isOn={isLeading} onChange={moderation.lead} />
      <Switch label="Mute reactions" sign="🔕" isOn={reactionsMuted} onChange={moderation.mute} />
      <Switch label="Lock the room" sign="🔒" isOn={locked} onChange={moderation.lock} />
    </fieldset>
  )
}

interface SwitchProps {
  readonly label: string
  readonly sign: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** On or off as the relay says: it is no press of this button alone that decides. */
const Switch = ({ label, sign, isOn, onChange }: SwitchProps) => (
  <button className="small" type="button" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
    <span aria-hidden="true">{sign}</span> {label}
  </button>
)
