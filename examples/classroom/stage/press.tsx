import type { LucideIcon } from 'lucide-react'

interface PressProps {
  readonly label: string
  readonly icon: LucideIcon
  readonly isOn?: boolean
  readonly isOff?: boolean
  /** By a pointer, or by a key. */
  readonly onPress: (isByPointer: boolean) => void
}

/** A button of the board: a picture, and its name for a pointer, the focus and screen readers. */
export const Press = ({ label, icon: Icon, isOn, isOff = false, onPress }: PressProps) => (
  <button
    className="icon"
    type="button"
    data-tip={label}
    aria-label={label}
    {...(isOn !== undefined && { 'aria-pressed': isOn })}
    {...(isOff && { 'aria-disabled': true })}
    onClick={({ detail }) => !isOff && onPress(detail > 0)}
  >
    <Icon size={20} aria-hidden="true" />
  </button>
)
