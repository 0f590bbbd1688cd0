import type { Protocol } from '../../shared/index.ts'
import type { Owner } from '../presence/presence-entry.ts'
import type { WebSocketFrame } from './websocket-frame.ts'

/** Whoever is told what happens in a room: a connection. */
export interface Receiver extends Owner {
  readonly protocol: Protocol
  /** ClientIDs of entries that may be its own. */
  readonly ownedClients: ReadonlySet<number>
  /** True while its socket does not take what it is sent. */
  readonly isLagging: boolean
  send(message: WebSocketFrame): void
  /** It missed more than can be told. */
  giveUp(): void
}
