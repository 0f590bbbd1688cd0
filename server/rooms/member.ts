import type { CloseName } from '../../shared/index.ts'
import type { Receiver } from '../fanout/receiver.ts'
import type { Contested } from '../presence/claims.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'

/** Whoever is in a room: a connection. */
export interface Member extends Receiver, Contested {
  /** ClientIDs that it has owned, or announced itself by. */
  readonly ownedClients: Set<number>
  /** ClientIDs of others that it only carried along or told the end of. */
  readonly formerClients: Set<number>
  /** The clientID that it announced itself by. */
  selfClient: number | null
  /** Its own entry is taken, as everyone sees it. */
  confirm(entry: PresenceEntry): void
  close(reason: CloseName): void
}
