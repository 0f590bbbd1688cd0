import * as v from 'valibot'
import { systemClock } from '../base/clock.ts'
import { LimitTexts } from '../options/limits-option.ts'
import { Policy } from '../rooms/policy.ts'
import type { DataReader } from '../store/data-reader.ts'
import { count, type DataCommand, GC_FLAG, readGcFlag } from './data-command.ts'
import { type LoadBounds, mergeRecords, whySetAside } from './data-document.ts'
import { PLACE_FLAGS, readPlace } from './data-place.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  ...PLACE_FLAGS,
  limit: {
    value: 'NAME=N',
    help: 'as the relay has it: structs is the one that counts here',
    multiple: true,
  },
  gc: GC_FLAG,
} as const satisfies FlagTable

export const verifyCommand: DataCommand = {
  help: 'reads all that is stored and says what is wrong with it; changes nothing',
  flags: FLAGS,
  read(args, env, { print }) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    const place = readPlace(values, said, faults)
    const gc = readGcFlag(values.gc, faults)
    const limits = v.safeParse(LimitTexts, values.limit)
    if (!limits.success) faults.push(...limits.issues.map(({ message }) => `--limit: ${message}`))
    const run = async () => {
      if (!limits.success) return false
      const data = await place.open()
      const bounds = { structs: limits.output.structs, gc }
      const { faults: found, setAside, notes } = await reportOn(data, bounds).finally(() => data.close())
      for (const line of [...found, ...setAside, ...notes]) print(line)
      if (setAside.length > 0) print(`a relay would set ${count(setAside.length, 'room')} aside`)
      print(
        found.length === 0
          ? `${place.name} is sound`
          : `${place.name} is damaged: ${count(found.length, 'fault')}`,
      )
      return found.length + setAside.length === 0
    }
    return { faults, run }
  },
}

interface Report {
  readonly faults: readonly string[]
  /** Rooms that a relay would not open, and why: no fault of what is stored. */
  readonly setAside: readonly string[]
  /** What an operator may want to know of, and is no fault. */
  readonly notes: readonly string[]
}

const reportOn = async (data: DataReader, bounds: LoadBounds): Promise<Report> => {
  const faults = [...(await data.faults())]
  const setAside: string[] = []
  const notes: string[] = []
  const rooms = await data.list()
  if (!rooms.ok) faults.push(rooms.fault.message)
  const orders = await data.orders()
  if (!orders.ok) faults.push(orders.fault.message)
  for (const { room } of rooms.ok ? rooms.value : []) {
    const ordered = new Policy({ clock: systemClock, roles: {} }, orders.ok ? orders.value.get(room) : {})
    const report = await reportOnRoom(data, room, { ...bounds, gc: ordered.gc ?? bounds.gc })
    faults.push(...report.faults)
    setAside.push(...report.setAside)
    notes.push(...report.notes)
  }
  const quarantined = await data.quarantined()
  if (!quarantined.ok) faults.push(quarantined.fault.message)
  for (const { room, epoch, seq, bytes } of quarantined.ok ? quarantined.value : [])
    notes.push(`${room}: record ${seq} of epoch ${epoch} (${count(bytes, 'byte')}) was set aside`)
  return { faults, setAside, notes }
}

const reportOnRoom = async (data: DataReader, room: string, bounds: LoadBounds): Promise<Report> => {
  const nothing = { setAside: [], notes: [] }
  const read = await data.read(room)
  if (!read.ok) return { ...nothing, faults: [`${room}: ${read.fault.message}`] }
  if (read.value === null) return { ...nothing, faults: [`${room}: it is listed, but not found`] }
  const { updates, quarantined } = read.value
  const damaged = quarantined > 0 ? [`${room}: ${count(quarantined, 'damaged record')}`] : []
  const reason = whySetAside(updates, bounds)
  const setAside = reason === null ? [] : [`${room}: would be set aside: ${reason}`]
  const merged = mergeRecords(updates)
  if (!merged.ok) return { setAside, faults: [...damaged, `${room}: ${merged.fault.message}`], notes: [] }
  const { unreadable, hasPending } = merged.value
  const faults =
    unreadable > 0 ? [...damaged, `${room}: ${count(unreadable, 'record')} that Yjs cannot read`] : damaged
  return {
    faults,
    setAside,
    notes: hasPending ? [`${room}: something in it waits for an update that is not there`] : [],
  }
}
