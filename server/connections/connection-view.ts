import type { Identity, Protocol } from '../../shared/index.ts'
import type { Wire } from '../fanout/wires/wire.ts'
import type { ClientSocket } from './client-socket.ts'
import type { MessageHandler } from './message-handler.ts'

/** A connection as it is shown to people who run the relay. */
export interface ConnectionView {
  /** As the log names it. */
  readonly connectionId: string
  /** As the gate verified them. */
  readonly identity: Omit<Identity, 'mayRename'>
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

interface Viewed extends Pick<ConnectionView, 'clientIds' | 'sinceMs'> {
  readonly id: string
  readonly identity: Identity
  readonly wire: Wire
  readonly socket: ClientSocket
  /** Null until it has entered its room. */
  readonly handler: MessageHandler | null
}

export const viewOf = ({
  id: connectionId,
  identity: { mayRename: _, ...identity },
  wire,
  socket,
  handler,
  ...view
}: Viewed): ConnectionView => ({
  connectionId,
  identity,
  clientIds: view.clientIds,
  protocol: wire.protocol,
  sinceMs: view.sinceMs,
  heardMsAgo: Math.round(socket.heardMsAgo),
  queued: {
    unsentBytes: socket.unsentBytes,
    lagging: socket.isLagging,
    heldPresence: handler?.isHolding ?? false,
    unsavedMessages: handler?.unsaved ?? null,
  },
})
