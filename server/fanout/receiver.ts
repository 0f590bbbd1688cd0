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
