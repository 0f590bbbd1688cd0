import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { StoredOrders } from '../store/store.ts'

const MANIFEST = 'manifest.json'
const FORMAT = 'homeroom-export'

/** File systems take names of up to 255 bytes. */
const NAME_CHARS = 200

/** A room of an export. */
export interface ExportedRoom {
  readonly room: string
  readonly file: string
  /** The epoch that it was exported from; an import gives it another one. */
  readonly epoch: string
  readonly bytes: number
  readonly sha256: string
}

/** What hosts had ordered in a room of an export, also in one without a document. */
export interface ExportedOrders {
  readonly room: string
  readonly orders: StoredOrders
}

/** What is in the folder of an export. */
export interface ExportManifest {
  readonly rooms: readonly ExportedRoom[]
  readonly orders: readonly ExportedOrders[]
}

const Manifest = v.object({
  format: v.literal(FORMAT),
  version: v.literal(1),
  rooms: v.array(
    v.object({
      room: v.string(),
      // A name that we give, and no path.
      file: v.pipe(v.string(), v.regex(/^[a-z0-9_%~-]+\.yjs$/)),
      epoch: v.string(),
      bytes: v.number(),
      sha256: v.string(),
    }),
  ),
  // An export of before has none.
  orders: v.optional(v.array(v.object({ room: v.string(), orders: v.record(v.string(), v.string()) })), []),
})

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/**
 * The name of a room's file, which `decodeURIComponent` reads back. Capitals are encoded, since there are file systems
 * that do not tell them from small letters. A name that would be too long is cut, and ends in `~` and a hash.
 */
export const fileNameOf = (room: string): string => {
  const name = [...Buffer.from(room)]
    .map((byte) => String.fromCharCode(byte))
    .map((char) => (/[a-z0-9_-]/.test(char) ? char : `%${Buffer.from(char, 'latin1').toString('hex')}`))
    .join('')
  const short = name.length <= NAME_CHARS ? name : `${name.slice(0, 150)}~${sha256(room).slice(0, 32)}`
  return `${short}.yjs`
}

/** Makes the folder of an export; throws where something is in it. */
export const makeExportFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) throw new Error(`The folder ${folder} is not empty.`)
}

/** Comes last: an export that was cut off has none. */
export const writeManifest = (folder: string, { rooms, orders }: ExportManifest): void => {
  const manifest = { format: FORMAT, version: 1, rooms, orders }
  writeWhole(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
}

export const readManifest = (folder: string): Result<ExportManifest, 'bad-manifest'> => {
  const path = join(folder, MANIFEST)
  try {
    const manifest = v.safeParse(Manifest, JSON.parse(readFileSync(path, 'utf8')))
    if (manifest.success) return ok(manifest.output)
    const keys = manifest.issues.map((issue) => v.getDotPath(issue) ?? 'all of it').join(', ')
    return fault('bad-manifest', `${path} is no manifest of an export: ${keys}`)
  } catch (error) {
    return fault('bad-manifest', `${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

/** A reader finds the old file or the new one, and after a loss of power, too. */
export const writeWhole = (path: string, data: Uint8Array | string): void => {
  const part = `${path}.part`
  writeFileSync(part, data, { flush: true })
  renameSync(part, path)
}
