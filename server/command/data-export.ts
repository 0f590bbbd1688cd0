import { join } from 'node:path'
import type { DataReader } from '../store/data-reader.ts'
import type { StoredOrders } from '../store/store.ts'
import { count, type DataCommand, type Output, readTarget } from './data-command.ts'
import { mergeRecords } from './data-document.ts'
import {
  type ExportedRoom,
  fileNameOf,
  makeExportFolder,
  sha256,
  writeManifest,
  writeWhole,
} from './data-folder.ts'
import { PLACE_FLAGS, readPlace } from './data-place.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  ...PLACE_FLAGS,
  room: { value: 'ID', help: 'the room' },
  all: { help: 'every room, into a folder' },
  out: { value: 'FILE_OR_FOLDER', help: 'where to; without it one room goes to standard output' },
} as const satisfies FlagTable

export const exportCommand: DataCommand = {
  help: 'writes a room, or all and what hosts ordered, as Yjs updates; also while a relay runs',
  flags: FLAGS,
  read(args, env, output) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    const place = readPlace(values, said, faults)
    const target = readTarget({ ...values, path: values.out }, '--out', faults)
    if (target?.kind === 'one' && target.path === null && output.isTerminal)
      faults.push('a room is bytes, which a terminal does not show: --out FILE, or > FILE')
    const run = async () => {
      if (target === null) return false
      const data = await place.open()
      try {
        if (target.kind === 'all') return await exportAll(data, target.folder, output)
        if (data.isCut) output.warn(`${place.name} was cut off: something may be missing`)
        return (await exportOne(data, target.room, target.path, output)) && !data.isCut
      } finally {
        await data.close()
      }
    }
    return { faults, run }
  },
}

/** What there is of a room, and what is missing of it; null where nothing can be exported. */
const readRoom = async (data: DataReader, room: string, { warn }: Output) => {
  const read = await data.read(room)
  if (!read.ok) {
    warn(`${room}: ${read.fault.message}`)
    return null
  }
  const stored = read.value
  if (stored === null || stored.updates.length + stored.quarantined === 0) {
    warn(`there is no room ${JSON.stringify(room)}`)
    return null
  }
  const merged = mergeRecords(stored.updates)
  if (!merged.ok) {
    warn(`${room}: ${merged.fault.message}`)
    return null
  }
  const { update, unreadable, hasPending } = merged.value
  const missing = stored.quarantined + unreadable
  if (missing > 0) warn(`${room}: ${count(missing, 'damaged record')} left out`)
  if (hasPending) warn(`${room}: something in it waits for an update that never came`)
  return { update, epoch: stored.epoch ?? '', isWhole: missing === 0 }
}

const exportOne = async (
  data: DataReader,
  room: string,
  path: string | null,
  output: Output,
): Promise<boolean> => {
  const read = await readRoom(data, room, output)
  if (read === null) return false
  const { update, isWhole } = read
  if (path === null) await output.write(update)
  else {
    writeWhole(path, update)
    output.print(`${room}: ${count(update.length, 'byte')} in ${path}`)
  }
  return isWhole
}

/** What belongs to one lesson stays where it was: it has the answers of people. */
const withoutLesson = (orders: StoredOrders): StoredOrders =>
  Object.fromEntries(Object.entries(orders).filter(([name]) => !/^(lesson-|key-writes )/.test(name)))

const exportAll = async (data: DataReader, folder: string, output: Output): Promise<boolean> => {
  const exported: ExportedRoom[] = []
  const rooms = await data.list()
  const orders = await data.orders()
  // Rooms may be missing without a trace from what is damaged.
  const faults = await data.faults()
  for (const line of faults) output.warn(line)
  if (!rooms.ok) throw new Error(rooms.fault.message)
  if (!orders.ok) throw new Error(orders.fault.message)
  let isWhole = faults.length === 0
  makeExportFolder(folder)
  for (const { room } of rooms.value) {
    const read = await readRoom(data, room, output)
    isWhole &&= read?.isWhole ?? false
    if (read === null) continue
    const { update, epoch } = read
    const name = fileNameOf(room)
    writeWhole(join(folder, name), update)
    exported.push({ room, file: name, epoch, bytes: update.length, sha256: sha256(update) })
  }
  const ordered = [...orders.value]
    .map(([room, ofRoom]) => ({ room, orders: withoutLesson(ofRoom) }))
    .filter(({ orders }) => Object.keys(orders).length > 0)
  writeManifest(folder, { rooms: exported, orders: ordered })
  const withOrders = ordered.length > 0 ? `, and orders of ${count(ordered.length, 'room')},` : ''
  output.print(`${count(exported.length, 'room')}${withOrders} in ${folder}`)
  return isWhole
}
