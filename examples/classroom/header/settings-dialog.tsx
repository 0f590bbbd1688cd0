import { Minus, Plus } from 'lucide-react'
import { Dialog } from '../../common/page/dialog.tsx'
import { Control } from '../../common/room/control.tsx'
import type { Off } from '../../common/room/rights.ts'
import { KeepSetting } from '../../common/settings/keep-setting.tsx'
import { LookSettings } from '../../common/settings/look-settings.tsx'
import { NameSetting } from '../../common/settings/name-setting.tsx'
import { useIsVerified, VersionsSetting } from '../../common/settings/versions-setting.tsx'
import { useWords } from '../../common/words/index.ts'
import { type Layout, MOST_COLUMNS, MOST_ROWS } from '../floor/layout.ts'
import { PlanSetting } from '../floor/plan-setting.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'

export interface SettingsDialogProps {
  readonly onClose: () => void
  readonly onVersions: () => void
  readonly onShortcuts: () => void
}

/**
 * The name, the theme, the keys, the offline copy, versions, and how many desks there are. Versions are for hosts; so are desks if
 * the relay verifies people.
 */
export const SettingsDialog = ({ onClose, onVersions, onShortcuts }: SettingsDialogProps) => {
  const { seating } = useClassroom()
  const layout = useReadable(seating.chosen)
  const { write, isHost } = useRights()
  const { settings } = useWords()
  const isVerified = useIsVerified()
  const off = write ?? (isVerified && !isHost ? settings.hostsDesks : null)
  const set = (next: Partial<Layout>) => seating.chosen.set({ ...layout, ...next })
  return (
    <Dialog title={settings.title} onClose={onClose}>
      <NameSetting />
      <LookSettings />
      <div className="setting keyboard">
        <span>{settings.shortcuts}</span>
        <button type="button" aria-haspopup="dialog" aria-keyshortcuts="?" onClick={onShortcuts}>
          {settings.seeKeys}
        </button>
      </div>
      <KeepSetting />
      <VersionsSetting onVersions={onVersions} />
      <PlanSetting />
      <Stepper
        label={settings.rows}
        value={layout.rows}
        most={MOST_ROWS}
        off={off}
        onChange={(rows) => set({ rows })}
      />
      <Stepper
        label={settings.columns}
        value={layout.columns}
        most={MOST_COLUMNS}
        off={off}
        onChange={(columns) => set({ columns })}
      />
      <p className="hint">{off ?? settings.desksHint}</p>
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

const Stepper = ({ label, value, most, off, onChange }: StepperProps) => {
  const { settings } = useWords()
  return (
    <fieldset className="stepper">
      <legend>{label}</legend>
      <Control
        off={off ?? (value <= 1 ? settings.atLeast : null)}
        aria-label={settings.oneLess(label)}
        onClick={() => onChange(value - 1)}
      >
        <Minus />
      </Control>
      <output>{value}</output>
      <Control
        off={off ?? (value >= most ? settings.atMost(most) : null)}
        aria-label={settings.oneMore(label)}
        onClick={() => onChange(value + 1)}
      >
        <Plus />
      </Control>
    </fieldset>
  )
}
