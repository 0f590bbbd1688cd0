import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fault, ok, parseRoomId, type Result, type RoomId } from '../../shared/index.ts'
import { finish } from '../base/turns.ts'
import { replaceInStore } from '../rooms/snapshot-parts.ts'
import { isKeeping, readPolicy, type Store, type StoredRoom } from '../store/store.ts'
import { digestOf, StoredVersions } from '../versions/stored-versions.ts'
import { count, type DataCommand, type Output, readTarget, type Target } from './data-command.ts'
import { mergeRecords, readUpdate } from './data-document.ts'
import { type ExportedOrders, readManifest, sha256 } from './data-folder.ts'
import { moveFile } from './data-move.ts'
import { type DataPlace, PLACE_FLAGS, readDataFlag, readPlace, readPostgresFlag } from './data-place.ts'
import { type FlagTable, type FlagValues, readFlags } from './flags.ts'

const FLAGS = {
  ...PLACE_FLAGS,
  room: { value: 'ID', help: 'the room; what is in it is replaced, under a new epoch' },
  all: { help: 'every room of an export' },
  in: { value: 'FILE_OR_FOLDER', help: 'where from' },
} as const satisfies FlagTable

export const importCommand: DataCommand = {
  help: 'puts exported rooms in the place of what is there; with --data and --postgres alone moves a file into a Postgres',
  flags: FLAGS,
  read(args, env, output) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    if (said.has('data') && isMove(values)) {
      const url = readPostgresFlag(values.postgres, faults)
      const path = readDataFlag(values.data, faults)
      return { faults, run: async () => url !== null && moveFile(path, url, output) }
    }
    const place = readPlace(values, said, faults)
    const target = readTarget({ ...values, path: values.in }, '--in', faults)
    const from = target?.kind === 'one' ? target.path : null
    if (target?.kind === 'one' && from === null) faults.push('--room needs --in FILE')
    const run = async () => {
      const given = target === null ? null : givenBy(target, output)
      return given !== null && areGood(given, output) && importAll(place, given, output)
    }
    return { faults, run }
  },
}

/** From one place into the other, and nothing else is said. */
const isMove = ({ data, postgres, room, all, in: from }: FlagValues<typeof FLAGS>): boolean =>
  data.length > 0 && postgres.length > 0 && room.length + all.length + from.length === 0

/** A room that shall be imported. */
interface Source {
  readonly room: string
  readonly path: string
  /** Of the bytes of the file; null where nobody knows. */
  readonly sha256: string | null
}

interface Given {
  readonly sources: readonly Source[]
  readonly orders: readonly ExportedOrders[]
}

const givenBy = (target: Target, { warn }: Output): Given | null => {
  if (target.kind === 'one')
    return { sources: [{ room: target.room, path: target.path ?? '', sha256: null }], orders: [] }
  const manifest = readManifest(target.folder)
  if (manifest.ok) {
    const { rooms, orders } = manifest.value
    return { sources: rooms.map((row) => ({ ...row, path: join(target.folder, row.file) })), orders }
  }
  warn(manifest.fault.message)
  return null
}

/** Reads a file whole, and gives what is imported of it. */
const readSource = (
  source: Source,
): Result<{ room: RoomId; update: Uint8Array; hasPending: boolean }, string> => {
  const room = parseRoomId(source.room)
  if (!room.ok || room.value !== source.room) return fault('bad-room', 'it is no room id')
  try {
    const bytes = readFileSync(source.path)
    if (source.sha256 !== null && source.sha256 !== sha256(bytes))
      return fault('changed', `${source.path} is not as it was exported`)
    const update = readUpdate(bytes)
    if (!update.ok)
      return fault(update.fault.code, `${source.path} is no Yjs update: ${update.fault.message}`)
    return ok({ ...update.value, room: room.value })
  } catch (error) {
    return fault(
      'unreadable',
      `${source.path} cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** Says everything that is wrong. What was checked is not kept: all rooms together may be more than memory holds. */
const areGood = ({ sources, orders }: Given, { warn }: Output): boolean => {
  const rooms = new Set<string>()
  let faults = 0
  for (const { room } of orders) {
    const id = parseRoomId(room)
    if (id.ok && id.value === room) continue
    faults += 1
    warn(`${JSON.stringify(room)}: it has orders, and is no room id`)
  }
  for (const source of sources) {
    const read = readSource(source)
    const isTwice = rooms.has(source.room)
    rooms.add(source.room)
    if (read.ok && !isTwice) continue
    faults += 1
    warn(`${JSON.stringify(source.room)}: ${read.ok ? 'it is there twice' : read.fault.message}`)
  }
  if (faults > 0) warn('nothing was imported')
  return faults === 0
}

/** Orders come first: no room is open before its removals hold. What was ordered since the export stays. */
const importOrders = async (store: Store, { room, orders }: ExportedOrders): Promise<void> => {
  await store.order(room, { ...orders, ...(await readPolicy(store, room)).orders })
}

/** Keeps what is in a room as a version, as a relay does; false where it cannot be read. */
const keepBefore = async (store: Store, room: string, { epoch, updates }: StoredRoom): Promise<boolean> => {
  if (updates.length === 0 || !isKeeping(store)) return true
  const merged = mergeRecords(updates)
  if (!merged.ok) return false
  const { update } = merged.value
  const digest = finish(digestOf(update))
  const versions = new StoredVersions(store)
  const [last] = await versions.list(room)
  if (last?.digest === digest) return true
  const atMs = Date.now()
  await versions.write(room, update, { name: null, cause: 'import', by: null, epoch, digest, atMs })
  return true
}

const importAll = (place: DataPlace, { sources, orders }: Given, { print, warn }: Output): Promise<boolean> =>
  place.change(async ({ store, missing }) => {
    if (missing !== null) warn(`${place.name}: ${missing}`)
    for (const ofRoom of orders) await importOrders(store, ofRoom)
    if (orders.length > 0) print(`orders of ${count(orders.length, 'room')} imported`)
    let imported = 0
    try {
      for (const source of sources) {
        const read = readSource(source)
        if (!read.ok) {
          warn(`${source.room}: ${read.fault.message}`)
          return false
        }
        const { room, update, hasPending } = read.value
        const before = await store.open(room)
        if (!(await keepBefore(store, room, before)))
          warn(`${room}: what was there cannot be read, and is no version`)
        await replaceInStore(store, room, randomUUID(), update)
        imported += 1
        const replaced =
          before.updates.length > 0 ? `, in the place of ${count(before.updates.length, 'record')}` : ''
        print(`${room}: ${count(update.length, 'byte')}${replaced}`)
        if (hasPending) warn(`${room}: something in it waits for an update that is not there`)
      }
      return true
    } finally {
      print(`${count(imported, 'room')} of ${sources.length} imported into ${place.name}`)
    }
  })
