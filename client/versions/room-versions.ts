import { accessOf } from '../relay-access.ts'
import type { PresenceRoom } from '../room-api.ts'
import { type ApiCall, apiCallOf } from './api-call.ts'
import type { RestoredVersion, Version, VersionChange } from './version.ts'

/**
 * The versions of a room's document, which its relay keeps. Hosts alone see and order them; where the relay verifies nobody, everyone does.
 * Each method asks the relay's HTTP API with the token of the room, and rejects with a {@link VersionsError}.
 *
 * @example
 * ```ts
 * import type { RoomVersions } from 'homeroom/versions'
 *
 * export const undoLesson = async (versions: RoomVersions) => {
 *   const { id } = await versions.create({ name: 'After the lesson' })
 *   const before = (await versions.list()).find(({ name }) => name === 'Before the lesson')
 *   if (before !== undefined) await versions.restore(before.id)
 *   return versions.difference(id)
 * }
 * ```
 */
export interface RoomVersions {
  /** All of them, the latest first. */
  readonly list: () => Promise<readonly Version[]>
  /** Keeps what is in the room now, until it is deleted. What was written here and is not at the relay yet is not in it. */
  readonly create: (options?: { readonly name?: string | null }) => Promise<Version>
  /** The document of a version, as one Yjs update. */
  readonly read: (id: string) => Promise<Uint8Array>
  /** What was added and taken away since a version, up to another one, or up to what is in the room now. */
  readonly difference: (id: string, to?: string) => Promise<readonly VersionChange[]>
  /** Names a version, or takes its name away: at most 200 characters. */
  readonly rename: (id: string, name: string | null) => Promise<Version>
  /** Deletes a version. */
  readonly remove: (id: string) => Promise<void>
  /** Gives the room the content of a version by an edit that everyone is told of; nobody is sent away. */
  readonly restore: (id: string) => Promise<RestoredVersion>
}

/**
 * The versions of a room of `joinRoom` or `joinPresence`.
 *
 * @param room - the room itself, no copy of it.
 * @throws TypeError where it is none.
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { versionsOf } from 'homeroom/versions'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'school/7b')
 * for (const { id, name, atMs } of await versionsOf(room).list()) console.log(id, name, new Date(atMs))
 * room.leave()
 * ```
 */
export const versionsOf = <Own extends object>(room: PresenceRoom<Own>): RoomVersions => {
  accessOf(room)
  // A room of a component may be another one by then.
  const call: ApiCall = (...request) => apiCallOf(accessOf(room))(...request)
  const json = async <Value>(...request: Parameters<ApiCall>): Promise<Value> =>
    (await (await call(...request)).json()) as Value
  const at = (id: string) => `/${encodeURIComponent(id)}`
  return {
    list: async () => (await json<{ versions: readonly Version[] }>('GET', '')).versions,
    create: ({ name = null } = {}) => json('POST', '', { name }),
    read: async (id) => new Uint8Array(await (await call('GET', at(id))).arrayBuffer()),
    difference: async (id, to) => {
      const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
      return (await json<{ changes: readonly VersionChange[] }>('GET', `${at(id)}/diff${query}`)).changes
    },
    rename: (id, name) => json('PATCH', at(id), { name }),
    remove: async (id) => {
      await call('DELETE', at(id))
    },
    restore: async (id) => {
      const { changed, before } = await json<RestoredVersion>('POST', `${at(id)}/restore`)
      return { changed, before }
    },
  }
}
