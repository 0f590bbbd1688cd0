import type { Fault } from '../../shared/index.ts'
import type { UpdateFault } from '../document/document.ts'

/**
 * Why a handle is over: `closed` by `close()`, `draining` with its relay, `room-reset` since the room was deleted or replaced,
 * `try-later` since the room has failed and is loaded again.
 *
 * @example
 * ```ts
 * import { createRelay, type RoomEnd } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * room.on('end', (why: RoomEnd) => console.log(why))
 * await relay.close()
 * ```
 */
export type RoomEnd = 'closed' | 'draining' | 'room-reset' | 'try-later'

/** Why an update is not taken; `update-too-large` is over the limit `update`. */
export type EditCode = UpdateFault | RoomEnd | 'update-too-large' | 'too-costly' | 'role-forbidden'

/**
 * Why a room cannot be opened, or does not do what its handle asks for. Those of an edit are those of a client, in the words
 * of docs/protocol.md; those of {@link RoomEnd} say that the handle is over.
 *
 * @example
 * ```ts
 * import { RoomError, type RoomErrorCode } from 'homeroom/server'
 *
 * const worthAnotherTry: readonly RoomErrorCode[] = ['store-unavailable', 'relay-full', 'try-later']
 * const isForLater = (error: unknown) => error instanceof RoomError && worthAnotherTry.includes(error.code)
 * console.log(isForLater(new RoomError('relay-full', 'No memory is left.')))
 * ```
 */
export type RoomErrorCode =
  // The room cannot be opened.
  | 'bad-room'
  | 'relay-full'
  | 'room-not-found'
  | 'room-set-aside'
  | 'store-unavailable'
  // The handle is over.
  | RoomEnd
  // The document is not changed.
  | 'bad-update'
  | 'document-gap'
  | 'document-too-large'
  | 'read-only'
  | 'too-costly'
  | 'update-too-large'
  // Presence and signals.
  | 'bad-bytes'
  | 'bad-json'
  | 'bad-signal'
  | 'claim-taken'
  | 'no-entry'
  | 'not-found'
  | 'reactions-muted'
  | 'role-forbidden'
  | 'signal-refused'
  | 'state-not-object'
  | 'state-too-large'
  | 'too-deep'
  | 'too-many-claims'
  | 'too-many-entries'
  | 'too-many-orders'
  // Chat.
  | 'chat-off'
  | 'chat-paused'
  | 'chat-muted'
  | 'chat-too-fast'
  | 'chat-too-long'
  // The lesson.
  | 'check-closed'
  | 'check-over'
  | 'lesson-too-fast'
  | 'too-many-answers'
  // Versions.
  | 'body-too-large'
  | 'busy'
  | 'not-acceptable'
  | 'precondition-failed'

/**
 * A room could not be opened, or refused what its handle asked for. What the room holds is as it was before.
 *
 * @example
 * ```ts
 * import { createRelay, RoomError } from 'homeroom/server'
 *
 * const relay = createRelay({ rooms: 'known' })
 * try {
 *   await relay.room('nowhere')
 * } catch (error) {
 *   console.log(error instanceof RoomError && error.code)
 * }
 * await relay.close()
 * ```
 */
export class RoomError extends Error {
  override readonly name = 'RoomError'
  /** What a program decides by. */
  readonly code: RoomErrorCode

  constructor(code: RoomErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const ENDED: Readonly<Record<RoomEnd, string>> = {
  closed: 'The handle is closed.',
  draining: 'The relay is closed.',
  'room-reset': 'The room has been deleted or replaced: open it again.',
  'try-later': 'The room has failed, and is loaded again: open it again.',
}

export const endFault = (code: RoomEnd): { readonly ok: false; readonly fault: Fault<RoomEnd> } => ({
  ok: false,
  fault: { code, message: ENDED[code] },
})

/** The value of a result; throws what is wrong where there is none. */
export const unwrap = <Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly fault: Fault<RoomErrorCode> },
): Value => {
  if (result.ok) return result.value
  throw new RoomError(result.fault.code, result.fault.message)
}
