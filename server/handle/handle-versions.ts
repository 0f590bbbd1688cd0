import { fault, type Identity, type Result } from '../../shared/index.ts'
import { shownVersion } from '../versions/stored-versions.ts'
import type { VersionFault, Versions } from '../versions/versions.ts'
import type { OpenRoom } from './open-room.ts'
import { unwrap } from './room-error.ts'
import type { ActOptions, HandleVersions } from './room-handle.ts'

const NOT_KEPT = fault('not-found', 'The store of this relay keeps no versions.')

/** The versions of an open room, as server code has them. */
export const versionsPart = (
  open: OpenRoom,
  identityIn: (options: ActOptions) => Identity,
): HandleVersions => {
  const use = async <Value>(
    work: (versions: Versions) => Promise<Result<Value, VersionFault>>,
  ): Promise<Value> => {
    // Throws where the handle is over.
    const { room: _ } = open
    const { versions } = open.deps
    return unwrap(versions === null ? NOT_KEPT : await work(versions))
  }
  const { id } = open.room
  return {
    list: () => use(async (versions) => ({ ok: true, value: (await versions.list(id)).map(shownVersion) })),
    create: async ({ name = null, ...options } = {}) =>
      shownVersion(await use((versions) => versions.create(open.room, name, identityIn(options).id))),
    read: async (version) => (await use((versions) => versions.read(id, version))).update,
    rename: async (version, name) =>
      shownVersion(await use((versions) => versions.rename(id, version, name))),
    remove: (version) => use((versions) => versions.remove(id, version)),
    difference: async (from, to) => {
      const changes = await use((versions) => versions.difference(open.room, from, to ?? null))
      return JSON.parse(Buffer.from(changes).toString())
    },
    restore: async (version, options = {}) =>
      (await use((versions) => versions.restore(open.room, version, identityIn(options)))).before !== null,
  }
}
