import { Minus, Plus } from 'lucide-react'
import { type Layout, MOST_COLUMNS, MOST_ROWS } from '../floor/layout.ts'
import { Dialog } from '../page/dialog.tsx'
import { ThemeButton } from '../page/theme.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import type { Off } from '../room/rights.ts'
import { KeepSetting } from './keep-setting.tsx'

/**
 * The theme, the offline copy, versions, and how many desks there are. If the relay verifies people, the last two are for hosts.
 */
export const SettingsDialog = ({ onClose, onVersions }: { onClose: () => void; onVersions: () => void }) => {
  const { room, seating } = useClassroom()
  const layout = useReadable(seating.layout)
  const { write, isHost } = useRights()
  const isVerified = (useReadable(room.welcome)?.identity.id ?? null) !== null
  const off = write ?? (isVerified && !isHost ? 'Only a host changes the desks.' : null)
  const set = (next: Partial<Layout>) => seating.setLayout({ ...layout, ...next })
  return (
    <Dialog title="Settings" onClose={onClose}>
      <div className="setting">
        <span>Light or dark</span>
        <ThemeButton />
      </div>
      <KeepSetting />
      <div className="setting">
        <span>Versions of this room</span>
        <Control
          off={isVerified && !isHost ? 'Only a host keeps versions, and goes back to one.' : null}
          aria-haspopup="dialog"
          onClick={onVersions}
        >
          Show
        </Control>
      </div>
      <Stepper
        label="Rows of desks"
        value={layout.rows}
        most={MOST_ROWS}
        off={off}
        onChange={(rows) => set({ rows })}
      />
      <Stepper
        label="Desks in a row"
        value={layout.columns}
        most={MOST_COLUMNS}
        off={off}
        onChange={(columns) => set({ columns })}
      />
      <p className="hint">
        {off ?? 'Everyone sees the change at once. Seats at desks that go are kept for later.'}
      </p>
    </Dialog>
  )
}

interface StepperProps {
  readonly label: string
  readonly value: number
  readonly most: number
  readonly off: Off
  readonly onChange: (value: number) => void
}

const Stepper = ({ label, value, most, off, onChange }: StepperProps) => (
  <fieldset className="stepper">
    <legend>{label}</legend>
    <Control
      off={off ?? (value <= 1 ? 'There is at least one.' : null)}
      aria-label={`${label}: one less`}
      onClick={() => onChange(value - 1)}
    >
      <Minus />
    </Control>
    <output>{value}</output>
    <Control
      off={off ?? (value >= most ? `There are at most ${most}.` : null)}
      aria-label={`${label}: one more`}
      onClick={() => onChange(value + 1)}
    >
      <Plus />
    </Control>
  </fieldset>
)
