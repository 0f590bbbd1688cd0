import type { View } from '../../shared/index.ts'
import type { Other } from '../presence/people-lists.ts'
import type { RegisteredPresence } from '../register.ts'
import type { PresenceRoom } from '../room-api.ts'

/**
 * A room of `joinRoom` or `joinPresence`, the room itself and no copy of it.
 *
 * @example
 * ```ts
 * import { type CrowdRoom, crowdOf } from 'homeroom/crowd'
 *
 * export const isCrowd = (room: CrowdRoom) => crowdOf(room).get().total !== null
 * ```
 */
export type CrowdRoom<Own extends object = RegisteredPresence> = Pick<
  PresenceRoom<Own>,
  'others' | 'welcome' | 'status'
>

/**
 * The people a page wants to see, in case its room is a crowd.
 *
 * @example
 * ```ts
 * import type { CrowdWatch } from 'homeroom/crowd'
 *
 * export const left: CrowdWatch = { view: { left: 0, top: 0, right: 0.5, bottom: 1 }, people: [] }
 * ```
 */
export interface CrowdWatch {
  /** The part of the room that it shows, in the units of `x` and `y`; null, or nothing, for no part of it. */
  readonly view?: View | null
  /** ClientIDs, 64 at most. */
  readonly people?: readonly number[]
}

/** One of the others in sight, or one who has just gone out of sight. */
export interface Shown<Own extends object = RegisteredPresence> {
  /** The key of the person whose tab it is, as in `room.people` and `smooth`: several tabs of a person have the same. */
  readonly key: string
  /** Their presence, as it was last, with the app's own fields. */
  readonly other: Other<Own>
  /** True for the 400 ms after they have gone from `room.others`: a page fades them out. */
  readonly isLeaving: boolean
}

/** A room as it is told of. */
export interface CrowdState<Own extends object = RegisteredPresence> {
  /** How many entries of presence the room has, this client's among them; null where everyone is told of. It stands while the connection is lost. */
  readonly total: number | null
  /** The others in sight, and those who have just gone. */
  readonly shown: readonly Shown<Own>[]
}

/**
 * What a client is told of a room of many people. No method needs `this`.
 *
 * @example
 * ```ts
 * import type { Crowd } from 'homeroom/crowd'
 *
 * export const show = (crowd: Crowd, node: HTMLElement) =>
 *   crowd.subscribe(({ total }) => {
 *     node.textContent = total === null ? '' : `${total} people are here`
 *   })
 * ```
 */
export interface Crowd<Own extends object = RegisteredPresence> {
  /** What is known now: frozen, and the same object until something in it has changed. */
  get(): CrowdState<Own>
  /**
   * Calls `listener` with it after each change, until the returned function is called. A listener that throws is reported, as the
   * environment of a page does; the others are called all the same.
   */
  subscribe(listener: (state: CrowdState<Own>) => void): () => void
  /**
   * Asks for a part of the room, or for people, in the place of what was asked for before: at most four times a second, the last always, and nothing twice.
   *
   * @throws TypeError where a side of the view is no number, or where people are no clientIDs or more than 64: what was asked for before holds.
   */
  watch(watch: CrowdWatch): void
}
