import type { Json } from '../../shared/index.ts'

/**
 * A version of a room's document.
 *
 * @example
 * ```ts
 * import type { Version } from 'homeroom/versions'
 *
 * export const label = ({ name, atMs }: Version) => name ?? new Date(atMs).toLocaleString()
 * ```
 */
export interface Version {
  readonly id: string
  /** For people; null where it has none. One that has a name stays until it is deleted. */
  readonly name: string | null
  /** Made by hand, by the relay's schedule, or before the room was given the content of another version or document. */
  readonly cause: 'hand' | 'schedule' | 'restore' | 'import'
  /** When it was made, in ms since 1970, by the relay's clock. */
  readonly atMs: number
  /** The verified id of the host who had it made; null where nobody had. */
  readonly by: string | null
  /** The size of its document, in bytes. */
  readonly bytes: number
  /** What it takes in the store, in bytes. */
  readonly storedBytes: number
  /** The epoch that the room had. */
  readonly epoch: string
}

/**
 * A part of a changed text or list: what stays (a number of characters or values), what was added, or what was removed.
 *
 * @example
 * ```ts
 * import type { ChangedPart } from 'homeroom/versions'
 *
 * export const isNew = (part: ChangedPart) => 'added' in part
 * ```
 */
export type ChangedPart =
  | { readonly kept: number; readonly attributes?: Readonly<Record<string, Json>> }
  | { readonly added: string | readonly Json[] }
  | { readonly removed: string | readonly Json[] }

/**
 * What changed at one place of a document. `path` is the name of a root type, and then keys, and places in lists as they are afterwards.
 *
 * @example
 * ```ts
 * import type { VersionChange } from 'homeroom/versions'
 *
 * export const where = ({ path }: VersionChange) => path.join(' / ')
 * ```
 */
export type VersionChange =
  | {
      readonly path: readonly (string | number)[]
      readonly type: 'text' | 'list'
      readonly parts: readonly ChangedPart[]
    }
  | {
      readonly path: readonly (string | number)[]
      readonly type: 'value'
      readonly added?: Json
      readonly removed?: Json
    }

/**
 * What a restore did.
 *
 * @example
 * ```ts
 * import type { RestoredVersion } from 'homeroom/versions'
 *
 * export const told = ({ changed }: RestoredVersion) => (changed ? 'It is as it was.' : 'Nothing was different.')
 * ```
 */
export interface RestoredVersion {
  /** False where the room had that content already. */
  readonly changed: boolean
  /** What was in the room before; null where nothing changed. */
  readonly before: Version | null
}
