import { VisitedRoom, type VisitProps } from '../../common/room/visited-room.tsx'
import { WaitingProvider } from '../../common/waiting/waiting-context.tsx'
import { ClassroomProvider } from './classroom-context.tsx'
import { ClassroomView } from './classroom-view.tsx'

/** The classroom of a visit. */
export const Inside = (props: VisitProps) => {
  const { room, isBack } = props.visit
  return (
    <VisitedRoom {...props} space="unit">
      <ClassroomProvider name={room} tab={props.tab}>
        <WaitingProvider name={room}>
          <ClassroomView name={room} isBack={isBack} onLeave={props.onLeave} />
        </WaitingProvider>
      </ClassroomProvider>
    </VisitedRoom>
  )
}
