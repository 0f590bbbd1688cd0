/**
 * One of the things that a room is made of. The room keeps all of them in one list: the connection tells the list, in its
 * order, and `leave` stops it from the end. Each call is fenced, so a part that throws keeps no other one from its turn.
 */
export interface Part {
  /** A socket is open; nothing has been sent on it but what the parts before this one sent. */
  opened?(): void
  /** A message came from the other side, and nothing else of this client is running. */
  heard?(): void
  /** The socket is lost, and will be opened again. */
  lost?(): void
  /** The room is left for good: no timer, listener or socket of the part stays. */
  stop?(): void
}

/** Takes the body of a message; true where it shows that the other side is a relay, which random bytes never are. */
export type Taker = (body: Uint8Array) => unknown

/** What the parts that speak with the relay need of the connection. */
export interface Channel {
  readonly isOpen: boolean
  /** Sends a message; where no socket is open nothing is sent. */
  send(message: Uint8Array): void
  /** Gives `take` the body of each message of a type which no taker before it has shown to be a relay's. */
  listen(messageType: number, take: Taker): void
}
