import type { ServerIdentity } from './identity.ts'

/**
 * Whom an act is told as: the `by` of the handle where it is left out.
 *
 * @example
 * ```ts
 * import { type ActOptions, createRelay } from 'homeroom/server'
 *
 * const asBot: ActOptions = { by: { id: 'bot', name: 'Bot' } }
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * await room.transact((doc) => doc.getText('text').insert(0, 'Hi'), asBot)
 * await relay.close()
 * ```
 */
export interface ActOptions {
  /** Whom it is told as, and whose rights it has. */
  readonly by?: ServerIdentity
}
