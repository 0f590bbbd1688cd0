import { systemEnvironment } from './environment.ts'
import { accessOf, withAccess } from './relay-access.ts'
import { joinRoom } from './room.ts'
import type { Room, RoomOptions } from './room-api.ts'
import type { ReadonlyStore } from './store.ts'

/** No other tab hears of it, and a runtime of servers may have no WebSocket, which nobody opens. */
const apart = () => ({
  ...systemEnvironment(),
  WebSocket: EventTarget as unknown as typeof WebSocket,
  BroadcastChannel: null,
})

const constant = <Value>(value: Value): ReadonlyStore<Value> => ({
  get: () => value,
  subscribe: () => () => undefined,
})

const CONNECTING = { state: 'connecting', attempt: 0 } as const
const NOBODY: readonly never[] = []

const emptyRooms = new WeakSet<Room>()

/**
 * A room before it is joined: with own presence and an empty document, and without people. It holds no timer and no
 * listener, and the same of it is rendered on a server and in the page that takes over.
 */
export const emptyRoom = ({ presence = {}, space = 'free' }: RoomOptions): Room => {
  const left = joinRoom('ws://localhost', 'empty', { presence, space, environment: apart() })
  left.leave()
  const room: Room = {
    ...left,
    status: constant(CONNECTING),
    others: constant(NOBODY),
    people: { ...constant(NOBODY), listen: () => () => undefined },
    hands: constant(NOBODY),
  }
  emptyRooms.add(room)
  // Parts that ask the relay take it for a room that was joined and left.
  return withAccess(room, () => accessOf(left))
}

export const isEmptyRoom = (room: Room): boolean => emptyRooms.has(room)
