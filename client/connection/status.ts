import { CLOSES, REFUSALS, type Retry } from '../../shared/index.ts'

/**
 * How it stands between this client and the room. `attempt` is the number of tries since it was connected last.
 *
 * @example
 * ```ts
 * import type { Status } from 'homeroom/client'
 *
 * export const textOf = (status: Status): string =>
 *   status.state === 'closed' ? `Not let in: ${status.reason}` : status.state
 * ```
 */
export type Status =
  /** On the way in: the first time, or again after a loss. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** In the room, and the document is that of the relay. */
  | { readonly state: 'connected' }
  /** The connection is lost and will be tried again by itself; everything goes on locally. */
  | { readonly state: 'disconnected'; readonly attempt: number; readonly reason: string }
  /** Turned away: nothing more is tried. `code` is the close code of docs/protocol.md, `retry` says whether {@link Room.reconnect} is worth calling. */
  | { readonly state: 'closed'; readonly code: number; readonly reason: string; readonly retry: Retry }
  /**
   * The room has been deleted or replaced, and what is here is of the one before. It is sent nowhere until {@link Room.copy}
   * was pushed or dropped.
   */
  | { readonly state: 'room-reset' }
  /** `leave` was called, or the copy was dropped: `isDropped`, here or in another tab. To join again brings the room as it is now. */
  | { readonly state: 'left'; readonly isDropped?: true }

/** What the close codes of the tables say of coming back; every other code is worth a later try. */
const RETRY_BY_CODE = new Map<number, Retry>(
  [...Object.values(REFUSALS), ...Object.values(CLOSES)].map(({ close, retry }) => [close, retry]),
)

/** 4400-4499 are permanent also where the code is none of ours (y-websocket 3.1 holds it so). */
export const retryOf = (code: number): Retry =>
  RETRY_BY_CODE.get(code) ?? (code >= 4400 && code <= 4499 ? 'never' : 'later')
