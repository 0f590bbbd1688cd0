import type { Door } from '../base/fence.ts'
import type { Receiver } from '../fanout/receiver.ts'
import type { Authorized } from '../gate/gate.ts'
import type { Violations } from './violations.ts'

/** The client at the other end of a connection, as the parts of the connection deal with it. */
export interface Peer extends Receiver {
  readonly isOpen: boolean
  /** Its identity, and until when that holds. */
  readonly authorized: Authorized
  /** What is wrong with what it sends. */
  readonly violations: Violations
  /** Takes what a new token of the same person says, and welcomes it anew. */
  renewed(authorized: Authorized): void
  /** Sends it one message. */
  sendMessage(bytes: Uint8Array): void
  /** What failed at this peer costs this peer: it is logged, and closed. */
  failed(where: Door, error: unknown): void
  /** Something has begun that waits for time to pass: the next sweep looks at it. */
  stir(): void
  /** What it wrote is in the document: more may be read. */
  readOn(): void
}
