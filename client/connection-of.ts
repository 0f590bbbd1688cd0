import type { Connection } from './connection/connection.ts'

const connectionByRoom = new WeakMap<object, () => Connection>()

/** Remembers whose connection a room has, for what asks the relay beside it. Gives the room. */
export const withConnection = <Joined extends object>(room: Joined, connection: () => Connection): Joined => {
  connectionByRoom.set(room, connection)
  return room
}

/**
 * The connection of a room, as it is now.
 *
 * @throws TypeError where it is no room, or a copy of one.
 */
export const connectionOf = (room: object): Connection => {
  const connection = connectionByRoom.get(room)
  if (connection === undefined) throw new TypeError('This is no room that was joined; a copy of one is none.')
  return connection()
}
