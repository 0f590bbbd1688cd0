import type { LucideIcon } from 'lucide-react'

interface FindButtonProps {
  readonly label: string
  readonly Icon: LucideIcon
  /** Left out where it is nothing that is on or off. */
  readonly isOn?: boolean
  /** The keys that do the same. */
  readonly keys?: string
  readonly onPress: () => void
}

export const FindButton = ({ label, Icon, isOn, keys, onPress }: FindButtonProps) => (
  <button
    className="quiet icon tool"
    type="button"
    aria-label={label}
    aria-keyshortcuts={keys}
    title={keys === undefined ? label : `${label} (${keys.replace('Control', 'Ctrl')})`}
    {...(isOn !== undefined && { 'aria-pressed': isOn })}
    onClick={onPress}
  >
    <Icon />
  </button>
)
