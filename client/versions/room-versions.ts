import { accessOf } from '../relay-access.ts'
import type { PresenceRoom } from '../room-api.ts'
import { type ApiCall, apiCallOf, jsonIn, noRelay } from './api-call.ts'
import type { RestoredVersion, Version, VersionChange } from './version.ts'

/**
 * The versions of a room's document, which its relay keeps. Hosts alone see and order them; where the relay verifies nobody, everyone sees them and nobody orders.
 * Each method asks the relay's HTTP API with the token of the room, also after `leave`, and rejects with a {@link VersionsError}.
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
  /**
   * Keeps what is in the room now, until it is deleted. What was written here and is not at the relay yet (`room.saved`) is not in it. A
   * name has 1 to 200 characters, some of which can be seen; null for none.
   */
  readonly create: (options?: { readonly name?: string | null }) => Promise<Version>
  /** The document of a version, as one Yjs update: `Y.applyUpdate(new Y.Doc(), update)` makes a document of it. */
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
  /** The answer, which has to have this field. */
  const json = async <Value extends object>(
    field: keyof Value & string,
    ...request: Parameters<ApiCall>
  ): Promise<Value> => {
    const value = jsonIn(await call(...request))
    if (typeof value === 'object' && value !== null && field in value) return value as Value
    throw noRelay('What answered')
  }
  // Half of a character is in no id, and in no URL.
  const part = (id: string) => encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, '\ufffd'))
  const at = (id: string) => `/${part(id)}`
  return {
    list: async () => (await json<{ versions: readonly Version[] }>('versions', 'GET', '')).versions,
    create: ({ name = null } = {}) => json<Version>('id', 'POST', '', { name }),
    read: (id) => call('GET', at(id)),
    difference: async (id, to) => {
      const query = to === undefined ? '' : `?to=${part(to)}`
      return (await json<{ changes: readonly VersionChange[] }>('changes', 'GET', `${at(id)}/diff${query}`))
        .changes
    },
    rename: (id, name) => json<Version>('id', 'PATCH', at(id), { name }),
    remove: async (id) => {
      await call('DELETE', at(id))
    },
    restore: async (id) => {
      const { changed, before } = await json<RestoredVersion>('changed', 'POST', `${at(id)}/restore`)
      return { changed, before }
    },
  }
}
