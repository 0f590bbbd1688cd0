/**
 * Why a call of the versions of a room failed. `code` is `unreachable` (nothing answered within 60 s, or the relay does not let pages of
 * this origin ask), `no-token` (the function that gets tokens failed, or took over 15 s), `no-relay` (what answered is no relay of Homeroom), or as the relay's HTTP API says it: `role-forbidden` and
 * `token-missing` where it is not a host who asks, `not-found` where there is no such version or the relay keeps none, `precondition-failed`
 * where a room has too many, `body-too-large`, `too-many-orders`, `store-unavailable`, `busy`, and others of its table.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { VersionsError, versionsOf } from 'homeroom/versions'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'school/7b')
 * try {
 *   await versionsOf(room).create({ name: 'Before the exam' })
 * } catch (error) {
 *   if (error instanceof VersionsError) console.log(error.code) // room-not-found: nobody has written in it yet
 * }
 * room.leave()
 * ```
 */
export class VersionsError extends Error {
  /** Why: see {@link VersionsError}. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'VersionsError'
    this.code = code
  }
}
