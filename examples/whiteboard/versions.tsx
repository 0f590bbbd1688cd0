import { VersionList } from '../common/versions/version-list.tsx'
import { useWords } from '../common/words/index.ts'
import { Side } from './side.tsx'

/** The versions of the room, beside the drawing: a host draws on, and sees what going back to one does. */
export const Versions = ({ onClose }: { onClose: () => void }) => {
  const { versions } = useWords()
  return (
    <Side title={versions.title} onClose={onClose}>
      <VersionList />
    </Side>
  )
}
