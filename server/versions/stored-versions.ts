import { createHash, randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as v from 'valibot'
import type { Work } from '../base/turns.ts'
import type { KeepingStore } from '../store/store.ts'
import { compress, decompress } from './compressed.ts'
import { CAUSES } from './rule.ts'

const INFOS = 'versions'
const PARTS = 'version-parts'

/** A part is written in one turn: SQLite takes some ms for it. */
const PART_BYTES = 512 * 1024

/** So much is hashed in one step. */
const HASH_BYTES = 1024 * 1024

/** Digits, to the base of 36, of the number by which ids rise: about the time when a version was made, in ms. */
const ID_DIGITS = 9

/** Parts that are younger may belong to a version that another relay is making. */
const LEFTOVER_MS = 3_600_000

/** So many lines of a list are read together. */
const INFOS_AT_ONCE = 200

const Info = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  cause: v.picklist(CAUSES),
  /** On the wall clock. */
  atMs: v.number(),
  /** The verified id of the person who had it made; null for none. */
  by: v.nullable(v.string()),
  /** The size of its document, as an update. */
  bytes: v.number(),
  /** What it takes in the store. */
  storedBytes: v.number(),
  epoch: v.string(),
  /** SHA-256 of its document. */
  digest: v.string(),
  parts: v.number(),
})

/** What is known of a version without its document. */
export type VersionInfo = Readonly<v.InferOutput<typeof Info>>

/** What is told of a version. */
export const shownVersion = ({ digest: _, parts: __, ...shown }: VersionInfo) => shown

/** What is said of a version that is made. */
export type NewVersion = Pick<VersionInfo, 'name' | 'cause' | 'atMs' | 'by' | 'epoch' | 'digest'>

/** The work on the digest of a document: two versions with the same one are the same. */
export function* digestOf(update: Uint8Array): Work<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < update.length; at += HASH_BYTES) {
    if (at > 0) yield
    hash.update(update.subarray(at, at + HASH_BYTES))
  }
  return hash.digest('base64url')
}

/** The versions of rooms in a store: of each a line, and its document in parts, compressed. A line comes last and goes first. */
export class StoredVersions {
  readonly #store: KeepingStore

  constructor(store: KeepingStore) {
    this.#store = store
  }

  /** The latest first. */
  async list(room: string): Promise<readonly VersionInfo[]> {
    const keys = (await this.#store.kept(INFOS, { room })).map(({ key }) => key)
    const infos: VersionInfo[] = []
    for (let at = 0; at < keys.length; at += INFOS_AT_ONCE) {
      const some = keys.slice(at, at + INFOS_AT_ONCE)
      for (const body of await this.#store.keptBodies(room, INFOS, some)) {
        const info = infoIn(body)
        if (info !== null) infos.push(info)
      }
    }
    return infos.sort((one, other) => (one.id < other.id ? 1 : -1))
  }

  async find(room: string, id: string): Promise<VersionInfo | null> {
    const [body] = await this.#store.keptBodies(room, INFOS, [id])
    return infoIn(body ?? null)
  }

  async write(room: string, update: Uint8Array, version: NewVersion): Promise<VersionInfo> {
    const ids = (await this.#store.kept(INFOS, { room })).map(({ key }) => key)
    const id = idAfter(ids, version.atMs)
    await this.#dropLeftovers(room, new Set(ids), numberOf(id) - LEFTOVER_MS)
    const packed = await compress(update)
    const parts = Math.ceil(packed.length / PART_BYTES)
    for (let index = 0; index < parts; index++) {
      const part = packed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)
      await this.#store.keep(room, PARTS, new Map([[keyOf(id, index), part]]))
      await nextTurn()
    }
    const info = { ...version, id, bytes: update.length, storedBytes: packed.length, parts }
    await this.#put(room, info)
    return info
  }

  /** The document of a version, as an update; null where it is damaged. */
  async read(room: string, { id, bytes, parts }: VersionInfo): Promise<Uint8Array | null> {
    const packed: Uint8Array[] = []
    for (let index = 0; index < parts; index++) {
      const [part] = await this.#store.keptBodies(room, PARTS, [keyOf(id, index)])
      if (part === null || part === undefined) return null
      packed.push(part)
      await nextTurn()
    }
    // Each part is as it was written, but there may be others between them.
    return decompress(packed, bytes)
  }

  /** Null for one that was deleted meanwhile, maybe by another relay: then its line must not stay without what it tells of. */
  async rename(room: string, info: VersionInfo, name: string | null): Promise<VersionInfo | null> {
    const renamed = { ...info, name }
    await this.#put(room, renamed)
    const keys = partKeysOf(info)
    const [first] = await this.#store.keptBodies(room, PARTS, keys.slice(0, 1))
    if (keys.length === 0 || first !== null) return renamed
    await this.#removeLine(room, info)
    return null
  }

  async remove(room: string, info: VersionInfo): Promise<void> {
    await this.#removeLine(room, info)
    await this.#removeParts(room, partKeysOf(info))
    // Somebody may have given it another name meanwhile.
    await this.#removeLine(room, info)
  }

  #removeLine(room: string, { id }: VersionInfo): Promise<void> {
    return this.#store.keep(room, INFOS, new Map([[id, null]]))
  }

  #put(room: string, info: VersionInfo): Promise<void> {
    return this.#store.keep(room, INFOS, new Map([[info.id, Buffer.from(JSON.stringify(info))]]))
  }

  async #removeParts(room: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#store.keep(room, PARTS, new Map([[key, null]]))
      await nextTurn()
    }
  }

  /** Parts of versions that were never whole, or that were not deleted whole: a process has ended meanwhile. */
  async #dropLeftovers(room: string, ids: ReadonlySet<string>, beforeMs: number): Promise<void> {
    const keys = (await this.#store.kept(PARTS, { room })).map(({ key }) => key)
    await this.#removeParts(
      room,
      keys.filter((key) => !ids.has(idOf(key)) && numberOf(key) < beforeMs),
    )
  }
}

/** Ids of a room rise in the order in which its versions are made, whatever the clock says. */
const idAfter = (ids: readonly string[], atMs: number): string => {
  const numbers = ids.map(numberOf).filter(Number.isSafeInteger)
  const number = numbers.reduce((most, one) => Math.max(most, one + 1), atMs)
  return `${number.toString(36).padStart(ID_DIGITS, '0')}-${randomBytes(5).toString('hex')}`
}

/** The number by which an id rises, or that of the id in a key. */
const numberOf = (id: string): number => Number.parseInt(id, 36)

/** As many digits as the largest document needs parts. */
const keyOf = (id: string, index: number): string => `${id}/${`${index}`.padStart(6, '0')}`
const partKeysOf = ({ id, parts }: VersionInfo): readonly string[] =>
  Array.from({ length: parts }, (_, index) => keyOf(id, index))
const idOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

/** Null for one that is not there, or is damaged. */
const infoIn = (body: Uint8Array | null): VersionInfo | null => {
  if (body === null) return null
  try {
    const info = v.safeParse(Info, JSON.parse(Buffer.from(body).toString()))
    return info.success ? info.output : null
  } catch {
    return null
  }
}
