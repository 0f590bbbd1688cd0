import type { Offer } from '../../shared/index.ts'
import type { Owner } from '../presence/presence-entry.ts'
import type { Message } from './message.ts'

/** Whoever is told what happens in a room: a connection. */
export interface Receiver extends Owner {
  readonly wire: Offer['wire']
  /** ClientIDs of entries that may be its own. */
  readonly ownedClients: ReadonlySet<number>
  /** True while its socket does not take what it is sent. */
  readonly isLagging: boolean
  send(message: Message): void
  /** It missed more than can be told. */
  giveUp(): void
}

/** Where a receiver stands. */
export interface Standing {
  /** The version of presence that it has heard; null until it is greeted: it could hear its own record of before. */
  version: number | null
  /** The state vector since which it has missed updates; null where it has missed none. */
  missedSince: Uint8Array | null
}
