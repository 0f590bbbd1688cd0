import type { RawEntry } from '../../shared/index.ts'
import { isRelayMade, RELAY_CLOCK_FLOOR } from '../base/clock.ts'
import type { Participant } from './participant.ts'
import type { PresenceEntry } from './presence-entry.ts'

/** What becomes of one entry of a frame, before anything of its state is read. */
export type Verdict =
  /** The sender's own, or one that it may have. */
  | 'accept'
  /** Somebody else's, heard and sent back. Stock clients do that all the time: dropped, counted, never punished. */
  | 'echo'
  /** The sender says at its start that this is its own; somebody else, who may be gone unnoticed, has it. */
  | 'contest'

/** What the rules need to know of an entry. */
type Holding = Pick<PresenceEntry, 'owner' | 'isAnnounced' | 'clock'>

/** What the rules need to know of a sender. */
export interface Sender {
  readonly owner: Participant
  /** True for the entry with which the sender announces itself. */
  readonly isAnnouncement: boolean
  /** True while the sender's claim to this entry is undecided. */
  readonly isWaiting: boolean
  /** True while anybody's is. */
  readonly isContested: boolean
  /** True where the sender has owned this clientID before, or announced itself by it. */
  readonly hasOwned: boolean
  /** True where the sender has owned or announced anything. */
  readonly isKnown: boolean
}

/**
 * Ownership, rules [PR1] to [PR4] of docs/protocol.md.
 *
 * A stock client announces itself first on every socket, before it can have heard anything on it: that entry is a
 * claim. Whatever comes later for an entry of somebody else is an echo. `endedAtClock` is the clock of the last state
 * of an entry that has just ended.
 */
export const judge = (
  entry: RawEntry,
  holder: Holding | undefined,
  sender: Sender,
  endedAtClock?: number,
): Verdict => {
  if (holder === undefined) return isNews(entry.clock, sender, endedAtClock) ? 'accept' : 'echo'
  if (holder.owner === sender.owner) return isReflection(entry, holder) ? 'echo' : 'accept'
  // A withdrawn claim may be taken up again, as long as the holder has not answered.
  if (sender.isWaiting || (sender.isContested && sender.hasOwned)) return 'contest'
  if (!sender.isAnnouncement) return 'echo'
  return mayTakeOver(holder, sender.owner) ? 'accept' : 'contest'
}

/**
 * Whether an entry that nobody holds is a new one, and not an echo of somebody who has left. Echoes bear clocks that
 * a relay set, or that a client counted on from one; a client that announces itself late may bear such a clock, too.
 */
const isNews = (clock: number, sender: Sender, endedAtClock: number | undefined): boolean => {
  if (sender.isAnnouncement) return true
  if (isRelayMade(clock)) return false
  if (sender.hasOwned) return true
  if (clock < RELAY_CLOCK_FLOOR) return !sender.isKnown || endedAtClock === undefined
  return !sender.isKnown && clock > (endedAtClock ?? 0)
}

/**
 * What the relay sent of the sender comes back through the sender itself: another tab of its browser heard it and
 * passed it on by BroadcastChannel, and y-websocket sends on whatever it hears. To take it for news would send it
 * around for ever. That it is gone, a client says only of its own accord.
 */
const isReflection = (entry: RawEntry, holder: Holding): boolean =>
  isRelayMade(entry.clock) && entry.clock <= holder.clock && !saysGone(entry)

const NULL = new TextEncoder().encode('null')

/** Told by its bytes alone, so that nothing of somebody else's state is ever parsed. */
export const saysGone = ({ stateBytes }: RawEntry): boolean =>
  stateBytes.length === NULL.length && NULL.every((byte, i) => stateBytes[i] === byte)

/**
 * The same verified person takes an entry over from an old socket at once. What another tab of the same browser
 * carried along goes to the socket whose own it is.
 */
const mayTakeOver = (holder: Holding, { identity }: Participant): boolean =>
  !holder.isAnnounced || (identity.id !== null && identity.id === holder.owner.identity.id)
