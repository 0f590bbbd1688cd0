// What nodes say to each other about one room. Everything is a value here; `node-codec` makes bytes of it.
import type {
  CloseName,
  Identity,
  JsonObject,
  LeftReason,
  Rules,
  Signal,
  Standing,
  StateChange,
} from '../../shared/index.ts'

/** An entry of presence that begins, changes or ends. Slots are the publisher's own: each node has a table for each other one. */
export type NodeItem = WholeItem | ChangeItem | GoneItem

/** An entry with everything that is known of it. */
export interface WholeItem {
  readonly kind: 'whole'
  readonly slot: number
  readonly clientId: number
  /** Its first clock: of two owners of one clientID the later one wins. */
  readonly bornClock: number
  readonly isAnnounced: boolean
  /** The connection that owns it. */
  readonly connection: string
  readonly identity: Identity
  readonly state: JsonObject
}

interface ChangeItem {
  readonly kind: 'change'
  readonly slot: number
  readonly change: StateChange
}

interface GoneItem {
  readonly kind: 'gone'
  readonly slot: number
  readonly reason: LeftReason
}

/** All entries of a node: it has these, and no other one. */
export interface NodePresence {
  /** The publisher's hybrid clock: receivers use it, and never stamp. */
  readonly clock: number
  readonly entries: readonly WholeItem[]
}

/** The place in the queue of somebody who has left with the hand up. */
export interface KeptHandNews {
  readonly kind: 'kept'
  /** As `KeptHands` names people. */
  readonly person: string
  readonly clientId: number
  readonly handAtMs: number
  /** So long it is still kept, in ms. */
  readonly forMs: number
}

/** A hand that a host has lowered, and whose owner may not know it. */
export interface LoweredHandNews {
  readonly kind: 'lowered'
  readonly clientId: number
  /** The clock of its entry with the hand down. */
  readonly clock: number
}

/** A signal, and whom it is for. */
export interface NodeSignal {
  readonly signal: Signal
  /** ClientIDs; null for everyone. */
  readonly to: readonly number[] | null
}

/** The room is open here from now on, or the bus was away and is back. */
interface Hello {
  readonly kind: 'hello'
  readonly epoch: string
  readonly policyVersion: number
}

/** How the room is on this node; to everyone, or to a node that asked. */
export interface Here {
  readonly kind: 'here'
  readonly presence: NodePresence
  readonly hands: readonly (KeptHandNews | LoweredHandNews)[]
  /** So many connections the room has on this node. */
  readonly count: number
  /** So many updates this node has published, and so many of them are stored. */
  readonly updates: number
  readonly stored: number
  readonly policyVersion: number
  readonly epoch: string
}

/** What nodes say to each other about one room. */
export type NodeMessage =
  | Hello
  | Here
  /** What happened to the publisher's entries, in order; `count` as in `here`. */
  | {
      readonly kind: 'presence'
      readonly clock: number
      readonly count: number
      readonly items: readonly NodeItem[]
    }
  /** Updates of the publisher's own people, as one; `upTo` is how many it has published with these. */
  | { readonly kind: 'update'; readonly update: Uint8Array; readonly upTo: number }
  /** Something is missing here: the answer is `diff`, and then `here`. Null asks for `here` alone. */
  | { readonly kind: 'ask'; readonly stateVector: Uint8Array | null }
  /** What a state vector lacks. */
  | { readonly kind: 'diff'; readonly update: Uint8Array }
  /** So many of the publisher's updates are in the store. */
  | { readonly kind: 'stored'; readonly upTo: number }
  | { readonly kind: 'signals'; readonly signals: readonly NodeSignal[] }
  /** The rules of the room as they are now; what is stored of them has this version. Of two orders to follow the later clock counts. */
  | {
      readonly kind: 'order'
      readonly policyVersion: number
      readonly followClock: number
      readonly rules: Rules
    }
  /** What else is kept of hands, beside what `here` said. */
  | { readonly kind: 'hands'; readonly hands: readonly (KeptHandNews | LoweredHandNews)[] }
  /** Lowers the hands of these clients: the node that has their sockets does it. */
  | { readonly kind: 'lower'; readonly clientIds: readonly number[] }
  /** Somebody who comes back wants the entry of this connection: is it alive? */
  | { readonly kind: 'claim'; readonly clientId: number; readonly connection: string }
  | {
      readonly kind: 'verdict'
      readonly clientId: number
      readonly connection: string
      readonly isAlive: boolean
    }
  /** Gives connections a role: those of people whom no stored order can name. */
  | { readonly kind: 'role'; readonly connections: readonly string[]; readonly standing: Standing }
  /** Closes connections: the node that has them does it. */
  | {
      readonly kind: 'close'
      readonly connections: readonly string[]
      readonly reason: CloseName | 'silent'
    }
  /** The room was deleted or replaced: it has this epoch now. */
  | { readonly kind: 'reset'; readonly epoch: string }
  /** The room is closed on this node. */
  | { readonly kind: 'bye' }

export type NodeMessageKind = NodeMessage['kind']
