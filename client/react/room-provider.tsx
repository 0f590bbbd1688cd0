import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { emptyRoom, isEmptyRoom } from '../empty-room.ts'
import { joinRoom } from '../room.ts'
import type { Room, RoomOptions } from '../room-api.ts'

const RoomContext = createContext<Room | null>(null)

/** What {@link RoomProvider} takes to join a room: its address, and everything that `joinRoom` takes. */
export interface RoomProviderProps extends RoomOptions {
  /** The relay: `wss://rooms.example`. A change of it, or of `room`, leaves the one room and joins the other. */
  readonly url: string
  /** The room's id: `school/7b`. */
  readonly room: string
  /** Shown until the room is joined, which is at once in a browser and never on a server. */
  readonly fallback?: ReactNode
  /** What may use the hooks. */
  readonly children: ReactNode
}

/** What {@link RoomProvider} takes where the room has been joined outside. */
export interface GivenRoomProps {
  /** The room; whoever has joined it leaves it. */
  readonly room: Room
  /** What may use the hooks. */
  readonly children: ReactNode
}

/**
 * Joins a room for the components below, and leaves it when it is unmounted; or takes a `room` that has been joined outside,
 * which it does not leave.
 *
 * Options are read when the room is joined; a change of `token` or `presence` later changes nothing. When the copy was
 * dropped it joins again by itself, with a new document; bring none by `doc` then.
 *
 * On a server nothing is joined. There, and while a page takes over what a server has rendered, the children see an empty
 * room: `connecting`, with own presence and with nobody else. When the room is joined they are mounted anew, so that none of
 * them holds on to the document of the empty one. With a `fallback` that is rendered instead.
 *
 * @throws TypeError while rendering, for an error boundary, where `joinRoom` throws it: a URL, a room or an option is not valid.
 * @example
 * ```tsx
 * import { RoomProvider, usePeople } from 'homeroom/react'
 *
 * const People = () => usePeople().map(({ key, name }) => <p key={key}>{name}</p>)
 *
 * export const App = () => (
 *   <RoomProvider url="wss://rooms.example" room="school/7b" presence={{ name: 'Ada' }}>
 *     <People />
 *   </RoomProvider>
 * )
 * ```
 */
export const RoomProvider = (props: RoomProviderProps | GivenRoomProps): ReactNode =>
  isGiven(props) ? (
    <RoomContext.Provider value={props.room}>{props.children}</RoomContext.Provider>
  ) : (
    <JoinedRoomProvider {...props} />
  )

const isGiven = (props: RoomProviderProps | GivenRoomProps): props is GivenRoomProps =>
  typeof props.room === 'object' && props.room !== null

/** A room, or what `joinRoom` has thrown. */
type Joined = { readonly room: Room } | { readonly error: unknown }

const JoinedRoomProvider = ({ url, room: id, fallback, children, ...options }: RoomProviderProps) => {
  const isTakingOver = useSyncExternalStore(neverChanges, isInBrowser, isOnServer)
  const [joined, setJoined] = useState<Joined | null>(() =>
    isTakingOver && fallback === undefined ? { room: emptyRoom(options) } : null,
  )
  const optionsAtJoin = useRef(options)
  optionsAtJoin.current = options

  // In an effect, since a render may be thrown away: StrictMode mounts twice, and a room of the first time would stay.
  useEffect(() => {
    const undo = joinLater(() => joinRoom(url, id, optionsAtJoin.current), setJoined)
    return () => {
      undo()
      setJoined(null)
    }
  }, [url, id])

  if (joined === null) return fallback ?? null
  // While rendering, where an error boundary catches it.
  if ('error' in joined) throw joined.error
  return (
    <RoomContext.Provider key={isEmptyRoom(joined.room) ? 'empty' : 'joined'} value={joined.room}>
      {children}
    </RoomContext.Provider>
  )
}

const neverChanges = () => () => undefined
const isInBrowser = () => false
/** React asks for this one on a server, and while a page takes over what a server has rendered. */
const isOnServer = () => true

/**
 * Joins in a microtask, and not at all where it is undone before: StrictMode's first mount is undone in the same turn, so
 * it costs no connection. Joins again when the copy was dropped, in the room as it is now. Gives what undoes it.
 */
const joinLater = (join: () => Room, joined: (result: Joined) => void): (() => void) => {
  let room: Room | null = null
  let isUndone = false
  const joinNow = () => {
    if (isUndone) return
    try {
      room = join()
    } catch (error) {
      joined({ error })
      return
    }
    room.status.subscribe((status) => {
      if (status.state === 'left' && status.isDropped) queueMicrotask(joinNow)
    })
    joined({ room })
  }
  queueMicrotask(joinNow)
  return () => {
    isUndone = true
    room?.leave()
  }
}

/**
 * The room of the nearest {@link RoomProvider}.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useRoom } from 'homeroom/react'
 *
 * export const Leave = () => {
 *   const room = useRoom()
 *   return <button onClick={() => room.leave()}>Leave</button>
 * }
 * ```
 */
export const useRoom = (): Room => {
  const room = useContext(RoomContext)
  if (room === null) throw new Error('There is no RoomProvider above this component.')
  return room
}
