import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Durability, Protocol } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Authorized } from '../gate/gate.ts'
import type { Connection } from './connection.ts'
import type { Disconnect } from './disconnect.ts'
import type { V1Options } from './protocol-v1.ts'
import type { SyncQueue } from './sync-queue.ts'

export interface ConnectionDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

export interface ConnectionOptions {
  readonly id: string
  readonly roomId: string
  readonly ws: WebSocket
  /** The one below `ws`: messages that are made for many are written to it as they are. */
  readonly socket: Duplex
  readonly admission: Authorized
  readonly protocol: Protocol
  readonly answers: SyncQueue
  /** The generation of the room that its client holds a copy of; null where it holds none. */
  readonly epoch: string | null
  /** What the store outlives. */
  readonly durability: Durability
  readonly limits: Limits
  /** Checks a new token for this connection; null where it has no session. */
  readonly renew: V1Options['renew'] | null
  /** When its socket was opened, in ms since 1970. */
  readonly sinceMs: number
  readonly onClose: (connection: Connection, ending: Disconnect) => void
}
