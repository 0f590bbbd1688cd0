import type { Identity, Protocol } from '../../shared/index.ts'

/** A connection as it is shown to people who run the relay. */
export interface ConnectionView {
  /** As the log names it. */
  readonly connectionId: string
  /** As the gate verified them. */
  readonly identity: Pick<Identity, 'id' | 'name' | 'role'>
  /** What it has presence for. */
  readonly clientIds: readonly number[]
  readonly protocol: Protocol
  /** In ms since 1970. */
  readonly sinceMs: number
  readonly heardMsAgo: number
  /** What has not been sent, taken or stored yet. */
  readonly queued: Queued
}

interface Queued {
  /** Its socket was given this, and has not taken it. */
  readonly unsentBytes: number
  /** It is passed over until its socket has taken what it was given. */
  readonly lagging: boolean
  /** Changes of presence came too fast, and wait. */
  readonly heldPresence: boolean
  /** Messages of the document that are not stored; null for a stock client, for which nobody counts them. */
  readonly unsavedMessages: number | null
}
