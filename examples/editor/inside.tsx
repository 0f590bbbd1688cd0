import { RoomPage } from '../common/frame/room-page.tsx'
import { useKeptParts } from '../common/frame/use-kept-parts.ts'
import { usePen } from '../common/pen/use-pen.ts'
import { useOwnMember, useRights } from '../common/room/room-context.tsx'
import type { VisitProps } from '../common/room/visited-room.tsx'
import { useWords } from '../common/words/index.ts'
import { DocumentView } from './document-view.tsx'
import './editor.css'
import './find/find.css'
import './prose/dialogs.css'
import './prose/prose.css'
import './comments/comments.css'

/** The document of a visit. */
export const Inside = (props: VisitProps) => (
  <RoomPage {...props} kind="doc">
    {() => <RoomDocument name={props.visit.room} />}
  </RoomPage>
)

const RoomDocument = ({ name }: { name: string }) => {
  const { write, isHost } = useRights()
  const { isOwn: hasPen } = usePen()
  const self = useOwnMember()
  const { people } = useWords()
  useKeptParts()
  return (
    <DocumentView
      name={name}
      // With the pen comes the right to write.
      write={hasPen ? null : write}
      isHost={isHost}
      author={{ key: self?.sitter ?? 'nobody', name: self?.name ?? people.unnamed }}
    />
  )
}
