import { Dialog } from '../../common/page/dialog.tsx'
import { Control } from '../../common/room/control.tsx'
import { KeepSetting } from '../../common/settings/keep-setting.tsx'
import { LookSettings } from '../../common/settings/look-settings.tsx'
import { NameSetting } from '../../common/settings/name-setting.tsx'
import { VersionsSetting } from '../../common/settings/versions-setting.tsx'
import { useWords } from '../../common/words/index.ts'
import { useDesksOff } from '../floor/use-desks-off.ts'

export interface SettingsDialogProps {
  readonly onClose: () => void
  readonly onVersions: () => void
  readonly onShortcuts: () => void
  readonly onDesks: () => void
}

/**
 * The name, the theme, the keys, the offline copy, versions, and the way to the desks. Versions are for hosts; so are desks if
 * the relay verifies people.
 */
export const SettingsDialog = ({ onClose, onVersions, onShortcuts, onDesks }: SettingsDialogProps) => {
  const { floor, settings } = useWords()
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
      <div className="setting">
        <span>{floor.desks}</span>
        <Control off={useDesksOff()} aria-haspopup="dialog" onClick={onDesks}>
          {settings.change}
        </Control>
      </div>
    </Dialog>
  )
}
