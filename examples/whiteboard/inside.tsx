import { RoomPage } from '../common/frame/room-page.tsx'
import type { VisitProps } from '../common/room/visited-room.tsx'

/** The whiteboard of a visit. */
export const Inside = (props: VisitProps) => (
  <RoomPage {...props} kind="board" hasKeys={false}>
    {() => null}
  </RoomPage>
)
