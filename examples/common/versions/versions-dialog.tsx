import { Dialog } from '../page/dialog.tsx'
import { useWords } from '../words/index.ts'
import { VersionList } from './version-list.tsx'

/** The versions of the room, in front of it. */
export const VersionsDialog = ({ onClose }: { onClose: () => void }) => {
  const { versions } = useWords()
  return (
    <Dialog title={versions.title} onClose={onClose}>
      <VersionList />
    </Dialog>
  )
}
