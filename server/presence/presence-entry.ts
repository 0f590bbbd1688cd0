import {
  type Claim,
  encodeEntry,
  type Identity,
  type JsonObject,
  type LeftReason,
} from '../../shared/index.ts'
import type { Participant } from './participant.ts'

/** What an owner says of an entry. */
export interface Saying {
  readonly clientId: number
  readonly owner: Participant
  /** True where the owner announced the entry as its own; false where it only carries it along. */
  readonly isAnnounced: boolean
  readonly said: JsonObject
  /** The clock that the owner has for it, which may be behind or, unsent as yet, ahead. */
  readonly heardClock: number
  /** The keys that it holds from now on; undefined where they stay as they are. */
  readonly claims?: ReadonlyMap<string, Claim>
}

/** The presence of one clientID. */
export class PresenceEntry implements Saying {
  readonly clientId: number
  readonly owner: Participant
  readonly isAnnounced: boolean
  /** Its owner's identity when it said that. */
  readonly identity: Identity
  /** Its first clock. What is said of it with a lower one was meant for a former life. */
  readonly bornClock: number
  readonly heardClock: number
  clock: number
  /** As everybody shall see it. A change makes a new object, since receivers are told what is different. */
  state: JsonObject
  /** As its owner said it: the same object as `state` where nothing was cleaned. */
  said: JsonObject

  constructor(saying: Saying, state: JsonObject, clock: number, bornClock: number) {
    this.clientId = saying.clientId
    this.owner = saying.owner
    this.isAnnounced = saying.isAnnounced
    this.identity = saying.owner.identity
    this.bornClock = bornClock
    this.heardClock = saying.heardClock
    this.clock = clock
    this.state = state
    this.said = saying.said
  }

  /** As it stands in an awareness update, with its present clock; made anew each time, since each packet needs it once. */
  encode(): Uint8Array {
    const { clientId, state, clock } = this
    return encodeEntry({ clientId, clock, json: JSON.stringify(state) })
  }
}

/** The end of an entry. */
export interface Removal {
  readonly clientId: number
  readonly owner: Participant
  readonly reason: LeftReason
  /** As it stands in an awareness update. */
  readonly encoded: Uint8Array
}
