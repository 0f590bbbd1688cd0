import { useRules } from 'homeroom/react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { useWords } from '../words/index.ts'

/** What hosts order for the whole room. Only hosts see it. */
export const HostTools = () => {
  const { moderation, following } = useClassroom()
  const { isHost } = useRights()
  const { host } = useWords()
  const { reactionsMuted, locked } = useRules()
  const isLeading = useReadable(following.lead)?.isSelf === true
  if (!isHost) return null
  return (
    <fieldset className="host-tools" aria-label={host.tools}>
      <Switch label={host.lead} sign="🔦" isOn={isLeading} onChange={moderation.lead} />
      <Switch label={host.mute} sign="🔕" isOn={reactionsMuted} onChange={moderation.mute} />
      <Switch label={host.lock} sign="🔒" isOn={locked} onChange={moderation.lock} />
    </fieldset>
  )
}

interface SwitchProps {
  readonly label: string
  readonly sign: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** Shows what the relay says: a press asks for a change, and the button changes when the relay has taken it. */
const Switch = ({ label, sign, isOn, onChange }: SwitchProps) => (
  <button className="small" type="button" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
    <span aria-hidden="true">{sign}</span> {label}
  </button>
)
