import { Minus, Plus } from 'lucide-react'
import { type Layout, MOST_COLUMNS, MOST_ROWS } from '../floor/layout.ts'
import { PlanSetting } from '../floor/plan-setting.tsx'
import { Dialog } from '../page/dialog.tsx'
import { ThemeButton } from '../page/theme.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import type { Off } from '../room/rights.ts'
import { useWords } from '../words/index.ts'
import { LanguageSelect } from '../words/language-select.tsx'
import { KeepSetting } from './keep-setting.tsx'
import { NameSetting } from './name-setting.tsx'

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
  const { room, seating } = useClassroom()
  const layout = useReadable(seating.chosen)
  const { write, isHost } = useRights()
  const words = useWords()
  const { settings } = words
  const isVerified = (useReadable(room.welcome)?.identity.id ?? null) !== null
  const off = write ?? (isVerified && !isHost ? settings.hostsDesks : null)
  const set = (next: Partial<Layout>) => seating.chosen.set({ ...layout, ...next })
  return (
    <Dialog title={settings.title} onClose={onClose}>
      <NameSetting />
      <div className="setting">
        <span>{settings.theme}</span>
        <ThemeButton />
      </div>
      <div className="setting">
        <span>{words.page.language}</span>
        <LanguageSelect />
      </div>
      <div className="setting keyboard">
        <span>{settings.shortcuts}</span>
        <button type="button" aria-haspopup="dialog" aria-keyshortcuts="?" onClick={onShortcuts}>
          {settings.seeKeys}
        </button>
      </div>
      <KeepSetting />
      <div className="setting">
        <span>{settings.versions}</span>
        <Control
          off={isHost ? null : isVerified ? settings.hostsVersions : settings.openVersions}
          aria-haspopup="dialog"
          onClick={onVersions}
        >
          {settings.show}
        </Control>
      </div>
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
