import { useRoom } from 'homeroom/react'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { usePass } from '../page/pass.ts'
import { relayApi } from '../page/relay-api.ts'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { words } from '../words/index.ts'
import { createWaitingRoom, type WaitingLists, type WaitingPerson, type WaitingRoom } from './waiting-room.ts'

const WaitingContext = createContext<WaitingRoom | null>(null)

/** All who wait are counted, as the button counts them. */
const knockOf = (waiting: readonly WaitingPerson[]): string => {
  const { someone, several } = words().waiting
  const [first, another] = waiting
  const name = another === undefined ? first?.name : undefined
  return name ? someone(name) : several(waiting.length)
}

interface WaitingProviderProps {
  /** The room's name. */
  readonly name: string
  readonly children: ReactNode
}

/** Keeps a host told of who waits. Others have no waiting room. */
export const WaitingProvider = ({ name, children }: WaitingProviderProps) => {
  const { news } = useRoomState()
  const room = useRoom()
  const pass = usePass()
  const { isHost } = useRights()
  const isVerified = (useReadable(room.welcome)?.identity.id ?? null) !== null
  const [waitingRoom, setWaitingRoom] = useState<WaitingRoom | null>(null)
  useEffect(() => {
    if (!isHost || !isVerified) return
    const opened = createWaitingRoom({
      room,
      call: relayApi(name, pass),
      onKnock: (waiting) => news.toast('room', knockOf(waiting)),
    })
    setWaitingRoom(opened)
    return () => {
      opened.stop()
      setWaitingRoom(null)
    }
  }, [room, name, pass, news, isHost, isVerified])
  return <WaitingContext value={waitingRoom}>{children}</WaitingContext>
}

const NOTHING = { get: () => null, subscribe: () => () => undefined }

/** The waiting room and who is in it; null for those who are no hosts, and where the relay has none. */
export const useWaitingRoom = (): (WaitingLists & { readonly acts: WaitingRoom }) | null => {
  const acts = useContext(WaitingContext)
  const lists = useReadable<WaitingLists | null>(acts ?? NOTHING)
  return acts === null || lists === null ? null : { ...lists, acts }
}
