import type { Identity, Protocol } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { MessageHandler } from './message-handler.ts'

/** A connection as whoever runs the relay sees it. */
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
  /** Document frames that are not stored; null for a stock client, for which nobody counts them. */
  readonly unsavedFrames: number | null
}

/** What of a connection is looked at. */
interface Seen {
  readonly identity: Identity
  readonly ownedClients: ReadonlySet<number>
  readonly protocol: Protocol
  readonly heardAtMs: number
  readonly unsentBytes: number
  readonly isLagging: boolean
}

/** `handler` is null until its room is there. */
export const viewOf = (
  connection: Seen,
  { id: connectionId, sinceMs }: ConnectionOptions,
  handler: MessageHandler | null,
  clock: Clock,
): ConnectionView => {
  const { id, name, role } = connection.identity
  return {
    connectionId,
    identity: { id, name, role },
    clientIds: [...connection.ownedClients],
    protocol: connection.protocol,
    sinceMs,
    heardMsAgo: Math.round(clock.monotonicMs() - connection.heardAtMs),
    queued: {
      unsentBytes: connection.unsentBytes,
      lagging: connection.isLagging,
      heldPresence: handler?.isHolding ?? false,
      unsavedFrames: handler?.unsavedFrames ?? null,
    },
  }
}
