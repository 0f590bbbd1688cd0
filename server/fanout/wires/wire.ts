import type { Protocol, Signal } from '../../../shared/index.ts'
import type { OwnEntry } from '../../presence/participant.ts'
import type { Packet } from '../packet.ts'
import type { PresenceDelta } from '../presence-delta.ts'
import type { KeepAlive } from '../websocket-frame.ts'

/**
 * How one kind of receiver is told: one object for each kind, not one for each receiver. A new kind is a file beside this one and
 * a row in `wires/index.ts`.
 */
export interface Wire {
  /** The messages that its receivers send, by the table of messages. */
  readonly protocol: Protocol
  /** Presence, encoded once for all receivers; what is a receiver's own is cut out of the packet. */
  encode(delta: PresenceDelta): Packet
  /** Null where these receivers know no signals. */
  signals(signals: readonly QueuedSignal[]): Uint8Array | null
  /** Why something was refused; null where these receivers are not told of it. */
  refusal(code: string, text: string): Uint8Array | null
  /** A host has lowered the receiver's own hand. */
  lowered(entry: OwnEntry): Uint8Array
  /** A message that tells nothing. */
  readonly keepAlive: KeepAlive
  /** These receivers drop an entry that they do not hear of for 30 s, and take none with a clock that they know. */
  readonly needsRenewal: boolean
  /** These receivers take an own update of the document that comes back for a sign that it has arrived. */
  readonly hearsItself: boolean
  /** These receivers wait for a first packet, also where it names nobody. */
  readonly awaitsSnapshot: boolean
  /** These receivers are told of some of a crowd; others of all of it, since they know no other way. */
  readonly knowsCrowds: boolean
}

/** A signal on its way; it is encoded once. */
export interface QueuedSignal {
  readonly signal: Signal
  /** As it stands in a message of `homeroom.v1`. */
  readonly encoded: Uint8Array
}
