import type { RawEntry } from '../shared/index.ts'
import { RELAY_CLOCK_FLOOR } from './clock.ts'
import type { Owner, PresenceEntry } from './presence-table.ts'

/** What becomes of one entry of a frame, before anything of its state is read. */
export type Verdict =
  /** The sender's own, or one that it may have. */
  | 'accept'
  /** Somebody else's, heard and sent back. Stock clients do that all the time: dropped, counted, never punished. */
  | 'echo'
  /** The sender says at its start that this is its own; somebody else, who may be gone unnoticed, has it. */
  | 'contest'

/** What the rules need to know of a sender. */
export interface Sender {
  readonly owner: Owner
  /** True for the entry with which the sender announces itself. */
  readonly isClaim: boolean
  /** True where the sender has owned this clientID before. */
  readonly hasOwned: boolean
}

/**
 * Ownership, rules [PR1] to [PR4] of docs/protocol.md.
 *
 * A stock client announces itself first on every socket, before it can have heard anything on it: that entry is a
 * claim. Whatever comes later for an entry of somebody else is an echo. An echo of somebody who has just left
 * bears a clock that a relay set, which no client reaches by itself.
 */
export const judge = (entry: RawEntry, holder: PresenceEntry | undefined, sender: Sender): Verdict => {
  if (holder === undefined) {
    const isRelayClock = entry.clock >= RELAY_CLOCK_FLOOR
    return sender.isClaim || sender.hasOwned || !isRelayClock ? 'accept' : 'echo'
  }
  if (holder.owner === sender.owner) return 'accept'
  if (!sender.isClaim) return 'echo'
  return mayTakeOver(holder, sender.owner) ? 'accept' : 'contest'
}

/**
 * The same verified person takes an entry over from an old socket at once. What another tab of the same browser
 * carried along (y-websocket passes on what it hears by BroadcastChannel) goes to the socket whose own it is.
 */
const mayTakeOver = (holder: PresenceEntry, claimant: Owner): boolean => {
  const isSamePerson = holder.owner.identity.id === claimant.identity.id
  const isVerified = claimant.identity.id !== null
  return isSamePerson && (isVerified || !holder.isClaimed)
}
