// Gives the components of a classroom its state, each by a hook.

import type { ReadonlyStore } from 'homeroom/client'
import { useRoom } from 'homeroom/react'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { type DeskView, deskViews } from '../floor/desk-views.ts'
import { inBrowser } from '../page/storage.ts'
import type { TabIds } from '../page/tab.ts'
import type { Member } from '../people/cast.ts'
import { type Classroom, openClassroom } from './classroom.ts'
import { isRole, type LastRole, type Rights } from './rights.ts'

const ClassroomContext = createContext<Classroom | null>(null)

const lastRoleIn = (room: string): LastRole => ({
  get() {
    const role = inBrowser.read(`role:${room}`)
    return isRole(role) ? role : null
  },
  set: (role) => inBrowser.write(`role:${room}`, role),
})

interface ClassroomProviderProps {
  /** The room's name. */
  readonly name: string
  readonly tab: TabIds
  readonly children: ReactNode
}

/** Opens the classroom in the room of the provider above. */
export const ClassroomProvider = ({ name, tab, children }: ClassroomProviderProps) => {
  const room = useRoom()
  const [classroom, setClassroom] = useState<Classroom | null>(null)
  useEffect(() => {
    const opened = openClassroom({ room, name, tab, lastRole: lastRoleIn(name) })
    setClassroom(opened)
    return () => opened.close()
  }, [room, tab, name])
  if (classroom === null) return null
  return <ClassroomContext value={classroom}>{children}</ClassroomContext>
}

export const useClassroom = (): Classroom => {
  const classroom = useContext(ClassroomContext)
  if (classroom === null) throw new Error('There is no ClassroomProvider above this component.')
  return classroom
}

export const useReadable = <T,>({ get, subscribe }: ReadonlyStore<T>): T =>
  useSyncExternalStore(subscribe, get, get)

export const useRights = (): Rights => useReadable(useClassroom().rights)

/** This person in the list of people; null for a viewer, who is not listed. */
export const useOwnMember = (): Member | null => {
  const { members } = useReadable(useClassroom().cast)
  return members.find(({ isSelf }) => isSelf) ?? null
}

/** Every desk with its sitter. The list keeps its identity until one of them changes. */
export const useDeskViews = (): readonly DeskView[] => {
  const classroom = useClassroom()
  const { members } = useReadable(classroom.cast)
  const desks = useReadable(classroom.seating.desks)
  const seats = useReadable(classroom.seating.seats)
  return useMemo(() => deskViews(desks, seats, members), [desks, seats, members])
}
