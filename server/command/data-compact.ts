import { systemClock } from '../base/clock.ts'
import { Policy } from '../rooms/policy.ts'
import { EpochMismatch, type Store } from '../store/store.ts'
import { count, type DataCommand, GC_FLAG, type Output, readGcFlag } from './data-command.ts'
import { mergeRecords } from './data-document.ts'
import { type DataPlace, PLACE_FLAGS, readPlace } from './data-place.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  ...PLACE_FLAGS,
  room: { value: 'ID', help: 'this room alone, also where it is one record already' },
  gc: GC_FLAG,
} as const satisfies FlagTable

export const compactCommand: DataCommand = {
  help: 'makes one record of each room, and gives free space back: of a file to the disk, where no relay uses it',
  flags: FLAGS,
  read(args, env, output) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    const place = readPlace(values, said, faults)
    const gc = readGcFlag(values.gc, faults)
    const only = values.room.at(0) ?? null
    return { faults, run: () => compactAll(place, { gc, only }, output) }
  },
}

interface CompactOptions {
  readonly gc: boolean
  /** The one room; null for all that have several records. */
  readonly only: string | null
}

const compactAll = async (
  place: DataPlace,
  { gc, only }: CompactOptions,
  output: Output,
): Promise<boolean> => {
  // Opened for writing, what is not there would be made.
  await (await place.open()).close()
  const before = await place.bytes()
  const isSound = await place.change(async ({ store, missing, giveBackSpace }) => {
    if (missing !== null) output.warn(`${place.name}: ${missing}`)
    let sound = true
    const rooms = (await store.list()).filter(({ room, records }) =>
      only === null ? records > 1 : room === only,
    )
    if (only !== null && rooms.length === 0) {
      output.warn(`there is no room ${JSON.stringify(only)}`)
      return false
    }
    for (const { room } of rooms) if (!(await compactRoom(store, room, gc, output))) sound = false
    if (!(await giveBackSpace()))
      output.warn('somebody uses the file: its free space stays in it, for what comes')
    return sound
  })
  output.print(`${place.name}: ${count(before, 'byte')} before, ${await place.bytes()} after`)
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
