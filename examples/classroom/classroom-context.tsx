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
import type { Member } from './cast.ts'
import { type Classroom, openClassroom } from './classroom.ts'
import { type DeskView, deskViews } from './desk-views.ts'
import { lastRoleIn } from './keeping.ts'
import type { Rights } from './rights.ts'

const ClassroomContext = createContext<Classroom | null>(null)

/** The classroom in the room of the provider above. */
interface ClassroomProviderProps {
  /** The room as it is called. */
  readonly name: string
  readonly sitter: string
  readonly children: ReactNode
}

export const ClassroomProvider = ({ name, sitter, children }: ClassroomProviderProps) => {
  const room = useRoom()
  const [classroom, setClassroom] = useState<Classroom | null>(null)
  useEffect(() => {
    const opened = openClassroom({ room, sitter, lastRole: lastRoleIn(name) })
    setClassroom(opened)
    return () => opened.close()
  }, [room, sitter, name])
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

/** This person in the list of people; null for a viewer, who is in nobody's. */
export const useOwnMember = (): Member | null => {
  const { members } = useReadable(useClassroom().cast)
  return members.find(({ isSelf }) => isSelf) ?? null
}

/** Every desk with who sits there, drawn again only when something about one of them changes. */
export const useDeskViews = (): readonly DeskView[] => {
  const classroom = useClassroom()
  const { members } = useReadable(classroom.cast)
  const desks = useReadable(classroom.seating.desks)
  const seats = useReadable(classroom.seating.seats)
  const isKnown = useReadable(classroom.seating.isKnown)
  // Who one is may be learned with the welcome.
  useReadable(classroom.room.welcome)
  const own = classroom.own()
  return useMemo(() => deskViews(desks, seats, members, own, isKnown), [desks, seats, members, own, isKnown])
}
