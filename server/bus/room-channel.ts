import type { NodeMessage } from './node-message.ts'

/** One open room on the bus. */
export interface RoomChannel {
  /** The nodes that are known to have the room, too. Where there is none, nothing but `hello` is published ([N1]). */
  readonly others: ReadonlySet<string>
  /** To every node that has the room. */
  publish(message: NodeMessage): void
  /** To one node. */
  send(node: string, message: NodeMessage): void
  /** The room is closed here: says `bye`, and hears nothing any more. */
  close(): void
}

/** What an open room is told by the bus. Nothing of it comes before `join` has returned. */
export interface RoomChannelEvents {
  /** What is published from now on is heard; also anew, after an outage. The room says `hello`. */
  subscribed(): void
  /**
   * A message of another node, in the order of its sender, once. `presence` comes only from nodes whose `here` was heard since the
   * last gap: what came before is in it.
   */
  heard(from: string, message: NodeMessage): void
  /**
   * Something of what this node published is lost, or was said before this one listened: the room asks it. Told again each 2 s
   * until a `here` of that node has come.
   */
  missed(from: string): void
  /**
   * That node has closed the room (`bye`); or nothing was heard of it for 5 s ([N11]), or it is another one now: it has opened the room
   * again, or stood still (`dead`). Its people are gone from here.
   */
  vanished(from: string, why: 'bye' | 'dead'): void
  /**
   * This node stood still, or heard nothing of itself, for over 5 s ([N12]): others may have forgotten its people, and somebody else may
   * own its entries. It has a new incarnation; `subscribed` follows, and `missed` for each of `others`.
   */
  thawed(): void
}
