// Gives the components of a classroom its state, each by a hook.

import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { TabIds } from '../../common/page/tab.ts'
import { OpenedRoom, useReadable } from '../../common/room/room-context.tsx'
import { type DeskView, deskViews } from '../floor/desk-views.ts'
import { type Classroom, openClassroom } from './classroom.ts'

export { usePeopleCount, useReadable, useRights } from '../../common/room/room-context.tsx'

const ClassroomContext = createContext<Classroom | null>(null)

interface ClassroomProviderProps {
  /** The room's name. */
  readonly name: string
  readonly tab: TabIds
  readonly children: ReactNode
}

/** Opens the classroom in the room of the provider above. */
export const ClassroomProvider = ({ name, tab, children }: ClassroomProviderProps) => (
  <OpenedRoom open={(room) => openClassroom({ room, name, tab, kind: 'class' })}>
    {(classroom) => <ClassroomContext value={classroom}>{children}</ClassroomContext>}
  </OpenedRoom>
)

export const useClassroom = (): Classroom => {
  const classroom = useContext(ClassroomContext)
  if (classroom === null) throw new Error('There is no ClassroomProvider above this component.')
  return classroom
}

/** Every desk with its sitter. The list keeps its identity until one of them changes. */
export const useDeskViews = (): readonly DeskView[] => {
  const classroom = useClassroom()
  const { members } = useReadable(classroom.cast)
  const desks = useReadable(classroom.seating.desks)
  const seats = useReadable(classroom.seating.seats)
  return useMemo(() => deskViews(desks, seats, members), [desks, seats, members])
}
