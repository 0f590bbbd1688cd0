// Gives the components of every kind of room its state, each by a hook.

import type { ReadonlyStore, Room } from 'homeroom/client'
import { useRoom } from 'homeroom/react'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Member } from '../people/cast.ts'
import type { Rights } from './rights.ts'
import type { RoomState } from './room-state.ts'

const RoomStateContext = createContext<RoomState | null>(null)

interface OpenedRoomProps<State extends RoomState> {
  /** Opens the state of the room; it is closed when the components are gone, and opened again for another room. */
  readonly open: (room: Room) => State
  readonly children: (state: State) => ReactNode
}

/** Opens a state in the room of the provider above, and gives it to the components below. */
export const OpenedRoom = <State extends RoomState>({ open, children }: OpenedRoomProps<State>) => {
  const room = useRoom()
  const [state, setState] = useState<State | null>(null)
  const opening = useEffectEvent(open)
  useEffect(() => {
    const opened = opening(room)
    setState(opened)
    return () => opened.close()
  }, [room])
  if (state === null) return null
  return <RoomStateContext value={state}>{children(state)}</RoomStateContext>
}

export const useRoomState = (): RoomState => {
  const state = useContext(RoomStateContext)
  if (state === null) throw new Error('There is no OpenedRoom above this component.')
  return state
}

export const useReadable = <T,>({ get, subscribe }: ReadonlyStore<T>): T =>
  useSyncExternalStore(subscribe, get, get)

export const useRights = (): Rights => useReadable(useRoomState().rights)

/** How many people there are: those of the list, or in a crowd more. */
export const usePeopleCount = (): number => {
  const { cast, crowd } = useRoomState()
  const { members } = useReadable(cast)
  return useReadable(crowd.total) ?? members.length
}

/** This person in the list of people; null for a viewer, who is not listed. */
export const useOwnMember = (): Member | null => {
  const { members } = useReadable(useRoomState().cast)
  return members.find(({ isSelf }) => isSelf) ?? null
}
