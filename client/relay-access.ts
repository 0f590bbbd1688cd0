import type { RoomId } from '../shared/index.ts'
import type { TokenKeeper } from './connection/token.ts'
import type { Channel } from './part.ts'

/** Where the relay of a room is, and by which tokens it lets this client in. */
export interface RelayAccess {
  readonly url: string
  readonly room: RoomId
  readonly tokens: TokenKeeper
  /** Its socket. */
  readonly channel: Channel
}

const accessByRoom = new WeakMap<object, () => RelayAccess>()

/** Remembers how a room reaches its relay, for what asks the relay beside its socket. Gives the room. */
export const withAccess = <Joined extends object>(room: Joined, access: () => RelayAccess): Joined => {
  accessByRoom.set(room, access)
  return room
}

/**
 * How a room reaches its relay, as it is now.
 *
 * @throws TypeError where it is no room, or a copy of one.
 */
export const accessOf = (room: object): RelayAccess => {
  const access = accessByRoom.get(room)
  if (access === undefined) throw new TypeError('This is no room that was joined; a copy of one is none.')
  return access()
}
