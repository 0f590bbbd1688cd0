import { GraduationCap } from 'lucide-react'
import { useState } from 'react'
import { ClassListDialog } from '../class-list/class-list-dialog.tsx'
import { useWords } from '../words/index.ts'
import { EndLesson } from './end-lesson.tsx'
import { useHandsWatch } from './hands-watch.tsx'
import { ToolsDialog } from './tools-dialog.tsx'
import './tools.css'

/** The button, with the dialogs behind it. */
export const HostKit = ({ name }: { name: string }) => {
  const { kit } = useWords()
  const watch = useHandsWatch()
  const [shown, setShown] = useState<'tools' | 'end' | 'list' | null>(null)
  const close = () => setShown(null)
  return (
    <>
      <button
        className="tool"
        type="button"
        aria-haspopup="dialog"
        data-tip={kit.tools}
        onClick={() => setShown('tools')}
      >
        <GraduationCap /> <span className="tool-label">{kit.tools}</span>
      </button>
      {shown === 'tools' && (
        <ToolsDialog
          name={name}
          watch={watch}
          onEnd={() => setShown('end')}
          onList={() => setShown('list')}
          onClose={close}
        />
      )}
      {shown === 'list' && <ClassListDialog room={name} onClose={close} />}
      {shown === 'end' && <EndLesson name={name} onClose={close} />}
    </>
  )
}
