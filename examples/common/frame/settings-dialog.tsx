import { Dialog } from '../page/dialog.tsx'
import { KeepSetting } from '../settings/keep-setting.tsx'
import { LookSettings } from '../settings/look-settings.tsx'
import { NameSetting } from '../settings/name-setting.tsx'
import { VersionsSetting } from '../settings/versions-setting.tsx'
import { useWords } from '../words/index.ts'

export interface SettingsDialogProps {
  readonly onClose: () => void
  readonly onVersions: () => void
}

/** The name, the theme, the language, the offline copy and, for hosts, versions. */
export const SettingsDialog = ({ onClose, onVersions }: SettingsDialogProps) => {
  const { settings } = useWords()
  return (
    <Dialog title={settings.title} onClose={onClose}>
      <NameSetting />
      <LookSettings />
      <KeepSetting />
      <VersionsSetting onVersions={onVersions} />
    </Dialog>
  )
}
