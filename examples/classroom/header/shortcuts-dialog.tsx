import { useId, useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { areShortcutsOn, turnShortcuts } from '../../common/page/shortcuts.ts'
import { useWords } from '../../common/words/index.ts'

/** The keys of this page, and the switch that turns them off. */
export const ShortcutsDialog = ({ onClose }: { onClose: () => void }) => {
  const { settings } = useWords()
  const [isOn, setIsOn] = useState(areShortcutsOn)
  const id = useId()
  const turn = () => {
    turnShortcuts(!isOn)
    setIsOn(!isOn)
  }
  return (
    <Dialog title={settings.shortcuts} onClose={onClose}>
      <dl className="shortcuts">
        {settings.keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div className="setting">
        <span id={id}>{settings.shortcutsOn}</span>
        <button type="button" role="switch" aria-checked={isOn} aria-labelledby={id} onClick={turn}>
          {isOn ? settings.on : settings.off}
        </button>
      </div>
    </Dialog>
  )
}
