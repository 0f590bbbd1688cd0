import { isEmptyRoom } from '../empty-room.ts'
import type { Room } from '../room-api.ts'
import { useRoom } from './room-provider.tsx'

/** The end of the first try of each room that somebody waits for. */
const triesByRoom = new WeakMap<Room, Promise<void>>()

/** Rooms that have been shown: from then on a lost connection is no reason to take everything away. */
const shownRooms = new WeakSet<Room>()

/**
 * The room of the nearest {@link RoomProvider}, once its document has come: until then the nearest `Suspense` shows its fallback.
 *
 * It waits for the first try alone, which ends: where the relay cannot be reached, the room is given as it is here, with
 * `useStatus` telling so, and everything goes on by itself when the network is back. A try ends after 30 s without a token, and
 * after 10 s without an answer. On a server nothing is joined: the `Suspense` shows its fallback there, and in a page that
 * takes over.
 *
 * @throws Error while rendering, for an error boundary, where the relay does not let this client in: its `cause` is the status. And
 * where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { RoomProvider, useSuspenseRoom } from 'homeroom/react'
 * import { Suspense } from 'react'
 *
 * const Notes = () => <p>{useSuspenseRoom().doc.getText('notes').toString()}</p>
 *
 * export const App = () => (
 *   <RoomProvider url="wss://rooms.example" room="school/7b">
 *     <Suspense fallback={<p>Opening…</p>}>
 *       <Notes />
 *     </Suspense>
 *   </RoomProvider>
 * )
 * ```
 */
export const useSuspenseRoom = (): Room => {
  const room = useRoom()
  // React's own sign on a server that something is rendered in the browser only.
  if (typeof window === 'undefined') throw new Error('A room is joined in a browser only.')
  if (isEmptyRoom(room)) throw NEVER
  const status = room.status.get()
  if (shownRooms.has(room)) return room
  if (status.state === 'connecting') throw tryOf(room)
  if (status.state === 'closed')
    throw new Error(`The room cannot be joined: ${status.reason}`, { cause: status })
  shownRooms.add(room)
  return room
}

/** The provider mounts everything anew when it has a room. */
const NEVER = new Promise<void>(() => undefined)

const tryOf = (room: Room): Promise<void> => {
  const known = triesByRoom.get(room)
  if (known !== undefined) return known
  const next = new Promise<void>((resolve) => {
    const stop = room.status.subscribe(({ state }) => {
      if (state === 'connecting') return
      stop()
      triesByRoom.delete(room)
      resolve()
    })
  })
  triesByRoom.set(room, next)
  return next
}
