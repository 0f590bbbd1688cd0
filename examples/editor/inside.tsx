import { RoomPage } from '../common/frame/room-page.tsx'
import type { VisitProps } from '../common/room/visited-room.tsx'

/** The document of a visit. */
export const Inside = (props: VisitProps) => (
  <RoomPage {...props} kind="doc" hasKeys>
    {() => null}
  </RoomPage>
)
