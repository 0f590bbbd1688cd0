import { fault, type Identity, type Result } from '../../shared/index.ts'
import { shownVersion } from '../versions/stored-versions.ts'
import type { VersionFault, Versions } from '../versions/versions.ts'
import type { OpenRoom } from './open-room.ts'
import { type Act, readActOptions, readVersionName, readVersionOptions } from './read-act.ts'
import { unwrap } from './room-error.ts'
import type { HandleVersions } from './room-handle.ts'

const NOT_KEPT = fault('not-found', 'The store of this relay keeps no versions.')

/** The versions of an open room, as server code has them. */
export const versionsPart = (open: OpenRoom, identityIn: (act: Act) => Identity): HandleVersions => {
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
    create: async (options = {}) => {
      const { name, ...act } = readVersionOptions(options)
      const made = { name, by: identityIn(act).id }
      return shownVersion(await use((versions) => versions.create(open.room, made, null)))
    },
    read: async (version) => (await use((versions) => versions.read(id, version))).update,
    rename: async (version, name) => {
      const read = readVersionName(name)
      return shownVersion(await use((versions) => versions.rename(id, version, read, null)))
    },
    remove: (version) => use((versions) => versions.remove(id, version)),
    difference: async (from, to) => {
      const changes = await use((versions) => versions.difference(open.room, from, to ?? null, null))
      return JSON.parse(Buffer.from(changes).toString())
    },
    restore: async (version, options = {}) => {
      const by = identityIn(readActOptions('restore', options))
      return (await use((versions) => versions.restore(open.room, version, by, null))).before !== null
    },
  }
}
