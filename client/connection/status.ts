import type { Retry } from '../../shared/index.ts'

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

/** The close codes that a new token answers: `token-expired` and `token-revoked`. */
const REFRESH_CODES: readonly number[] = [4501, 4511]

/** The close code of `origin-forbidden`. */
export const ORIGIN_CODE = 4406

/** The close code of `room-reset`. */
export const RESET_CODE = 4409

/**
 * What a close code says of coming back, as the tables of shared/close-codes have it (a test compares them). Not by the tables
 * themselves: their texts would be a thirtieth of the client. 4400-4499 are permanent also where the code is none of ours.
 */
export const retryOf = (code: number): Retry => {
  if (REFRESH_CODES.includes(code)) return 'refresh'
  return code >= 4400 && code <= 4499 ? 'never' : 'later'
}
