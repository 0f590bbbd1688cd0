import { existsSync, statSync } from 'node:fs'
import { systemClock } from '../base/clock.ts'
import { Policy } from '../rooms/policy.ts'
import { changeDataFile, openDataFile } from '../store/data-file.ts'
import { EpochMismatch, type Store } from '../store/store.ts'
import {
  count,
  DATA_FLAG,
  type DataCommand,
  GC_FLAG,
  type Output,
  readDataFlag,
  readGcFlag,
} from './data-command.ts'
import { mergeRecords } from './data-document.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  data: DATA_FLAG,
  room: { value: 'ID', help: 'this room alone, also where it is one record already' },
  gc: GC_FLAG,
} as const satisfies FlagTable

export const compactCommand: DataCommand = {
  help: 'makes one record of each room, and gives free space back to the disk where no relay uses the file',
  flags: FLAGS,
  read(args, env, output) {
    const { values, faults } = readFlags(FLAGS, args, env)
    const path = readDataFlag(values.data, faults)
    const gc = readGcFlag(values.gc, faults)
    const only = values.room.at(0) ?? null
    return { faults, run: () => compactFile(path, { gc, only }, output) }
  },
}

interface CompactOptions {
  readonly gc: boolean
  /** The one room; null for all that have several records. */
  readonly only: string | null
}

const compactFile = async (path: string, { gc, only }: CompactOptions, output: Output): Promise<boolean> => {
  // Opened for writing, a file that is not there would be made.
  openDataFile(path).close()
  const before = bytesOnDisk(path)
  const isSound = await changeDataFile(path, async ({ store, missing, giveBackSpace }) => {
    if (missing !== null) output.warn(`${path}: ${missing}`)
    let sound = true
    const rooms = (await store.list()).filter(({ room, records }) =>
      only === null ? records > 1 : room === only,
    )
    if (only !== null && rooms.length === 0) {
      output.warn(`there is no room ${JSON.stringify(only)}`)
      return false
    }
    for (const { room } of rooms) if (!(await compactRoom(store, room, gc, output))) sound = false
    if (!giveBackSpace()) output.warn('somebody uses the file: its free space stays in it, for what comes')
    return sound
  })
  output.print(`${path}: ${count(before, 'byte')} before, ${bytesOnDisk(path)} after`)
  return isSound
}

/** False where something of the room is damaged. */
const compactRoom = async (store: Store, room: string, gc: boolean, { warn }: Output): Promise<boolean> => {
  const { epoch, updates, lastSeq, quarantined, orders } = await store.open(room)
  const ordered = new Policy({ clock: systemClock, roles: {} }, orders)
  if (quarantined > 0) warn(`${room}: ${count(quarantined, 'damaged record')} set aside`)
  const merged = mergeRecords(updates, { gc: ordered.gc ?? gc })
  if (!merged.ok || merged.value.unreadable > 0) {
    // No snapshot takes the place of what somebody may still be able to read.
    warn(`${room}: left as it is, Yjs cannot read all of it`)
    return false
  }
  try {
    if (!(await store.compact(room, epoch, merged.value.update, lastSeq)))
      warn(`${room}: somebody else has made one record of it meanwhile`)
  } catch (error) {
    if (!(error instanceof EpochMismatch)) throw error
    warn(`${room}: replaced meanwhile, and left as it is`)
  }
  return quarantined === 0
}

const bytesOnDisk = (path: string): number =>
  [path, `${path}-wal`].reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0)
