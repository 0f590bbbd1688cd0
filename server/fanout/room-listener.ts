// What hears everything that happens in a room: its sockets (by `broadcast`), its journal, and whatever else is to know.
import type { LeftReason, Rules, Signal } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'

/** Hears what has happened in a room, in order, in the turn in which it happened. */
export interface RoomListener {
  entered?(who: Participant): void
  left?(who: Participant, reason: LeftReason): void
  /** The document has changed; `by` is null where the room itself did it. */
  updated?(update: Uint8Array, by: Participant | null): void
  /** An update waits for another one that is missing: it is kept, and has changed nothing yet. */
  held?(update: Uint8Array, by: Participant | null): void
  /** More of what has changed is in the store. */
  written?(): void
  /** An entry of presence is new, or another one than before. */
  changed?(entry: PresenceEntry): void
  removed?(removal: Removal): void
  /** All changes of presence that came together have been told. */
  settled?(): void
  /** `by` does not hear its own signal; `to` is null for everyone. */
  signalled?(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void
  ruled?(rules: Rules): void
  /** It threw at one of these, and so it has missed something: it finds out what by itself. */
  missed(): void
}
