import type { Json, Role, RoleName } from '../../shared/index.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { Room } from '../rooms/room.ts'

/**
 * What is known of somebody who is there: the fields that Homeroom knows, and those of the app. What has no value is absent.
 *
 * @example
 * ```ts
 * import { createRelay, type PersonState } from 'homeroom/server'
 *
 * const nameOf = ({ name = 'Somebody' }: PersonState) => name
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * console.log(room.presence.get().map(({ state }) => nameOf(state)))
 * await relay.close()
 * ```
 */
export interface PersonState {
  /** The place, in units of the app's own: 0 to 1 where the relay's `space` is `unit`. */
  readonly x?: number
  /** As `x`. */
  readonly y?: number
  /** One emoji. */
  readonly emoji?: string
  /** True while the hand is up. */
  readonly hand?: boolean
  /** When the hand went up, in ms since 1970. */
  readonly handAt?: number
  /** The name to show. */
  readonly name?: string
  /** The id that the relay verified. */
  readonly id?: string
  /** The role that the relay verified. */
  readonly role?: RoleName
  /** What they have the rights of, where the role is a word of the relay's own. */
  readonly rights?: Role
  /** Fields of the app's own. */
  readonly [field: string]: Json | undefined
}

/**
 * Somebody who is there: one tab, or server code that has set a presence.
 *
 * @example
 * ```ts
 * import { createRelay, type PresentPerson } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * const hands = (people: readonly PresentPerson[]) => people.filter(({ state }) => state.hand)
 * console.log(hands(room.presence.get()).length)
 * await relay.close()
 * ```
 */
export interface PresentPerson {
  /** The clientID of the tab, by which signals name it. */
  readonly clientId: number
  /** As everyone sees them. */
  readonly state: PersonState
}

/** One entry, in the caller's own hands: the room goes on to tell of its own. */
export const personOf = ({ clientId, state }: Pick<PresenceEntry, 'clientId' | 'state'>): PresentPerson => ({
  clientId,
  state: structuredClone(state),
})

/** Everyone who is there, as everyone sees them. */
export const peopleIn = ({ presence }: Pick<Room, 'presence'>): PresentPerson[] =>
  [...presence.values()].map(personOf)
