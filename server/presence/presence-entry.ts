import { encodeEntry, type Identity, type JsonObject } from '../../shared/index.ts'

/** Whoever may own entries: a connection. */
export interface Owner {
  readonly identity: Identity
}

interface Fields<By extends Owner> {
  readonly clientId: number
  readonly owner: By
  /** True where it is what its owner announced as its own; false where the owner only carries it along. */
  readonly isAnnounced: boolean
  /** Who its owner was when it said that. */
  readonly identity: Identity
  /** As its owner said it. */
  readonly said: JsonObject
  /** As everybody shall see it. */
  readonly state: JsonObject
  /** Its first clock. What is said of it with a lower one was meant for a former life. */
  readonly bornClock: number
  readonly clock: number
  /** The clock that its owner has for it, which may be behind or, unsent as yet, ahead. */
  readonly heardClock: number
}

/** One clientID's presence. */
export class PresenceEntry<By extends Owner = Owner> implements Fields<By> {
  readonly clientId: number
  readonly owner: By
  readonly isAnnounced: boolean
  readonly identity: Identity
  readonly said: JsonObject
  readonly state: JsonObject
  readonly bornClock: number
  readonly heardClock: number
  clock: number

  constructor(fields: Fields<By>) {
    this.clientId = fields.clientId
    this.owner = fields.owner
    this.isAnnounced = fields.isAnnounced
    this.identity = fields.identity
    this.said = fields.said
    this.state = fields.state
    this.bornClock = fields.bornClock
    this.heardClock = fields.heardClock
    this.clock = fields.clock
  }

  /** The same entry, saying something else. */
  with(said: Pick<Fields<By>, 'said' | 'state' | 'clock'>): PresenceEntry<By> {
    const { clientId, owner, isAnnounced, identity, bornClock, heardClock } = this
    return new PresenceEntry({ clientId, owner, isAnnounced, identity, bornClock, heardClock, ...said })
  }

  /** As it stands in an awareness update, with its present clock; made anew each time, since each packet needs it once. */
  encode(): Uint8Array {
    const { clientId, state, clock } = this
    return encodeEntry({ clientId, clock, json: JSON.stringify(state) })
  }
}

/** The end of an entry. */
export interface Removal<By extends Owner = Owner> {
  readonly clientId: number
  readonly owner: By
  /** As it stands in an awareness update. */
  readonly encoded: Uint8Array
}
