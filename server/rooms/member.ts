import type { CloseName, Role } from '../../shared/index.ts'
import type { Receiver } from '../fanout/receiver.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { Contested } from '../presence/takeovers.ts'

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
  /** A host has lowered its hand; this is its own entry since. */
  lowered(entry: PresenceEntry): void
  /** Tells it again where it is: the epoch or the rules of the room have changed. */
  welcome(): void
  /** Asks it for what the relay lacks of the document. */
  askForDocument(): void
  /** It has this role from now on. */
  takeRole(role: Role): void
  close(reason: CloseName): void
}
