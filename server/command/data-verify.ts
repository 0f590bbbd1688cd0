import { type DataFile, openDataFile } from '../store/data-file.ts'
import { count, DATA_FLAG, type DataCommand, readDataFlag } from './data-command.ts'
import { mergeRecords } from './data-document.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = { data: DATA_FLAG } as const satisfies FlagTable

export const verifyCommand: DataCommand = {
  help: 'reads all of a data file and says what is wrong with it; changes nothing',
  flags: FLAGS,
  read(args, env, { print }) {
    const { values, faults } = readFlags(FLAGS, args, env)
    const path = readDataFlag(values.data, faults)
    const run = async () => {
      const file = openDataFile(path)
      const { faults: found, notes } = reportOn(file)
      file.close()
      for (const line of [...found, ...notes]) print(line)
      print(found.length === 0 ? `${path} is sound` : `${path} is damaged: ${count(found.length, 'fault')}`)
      return found.length === 0
    }
    return { faults, run }
  },
}

interface Report {
  readonly faults: readonly string[]
  /** What an operator may want to know of, and is no fault of the file. */
  readonly notes: readonly string[]
}

const reportOn = (file: DataFile): Report => {
  const faults = [...file.faults()]
  const notes: string[] = []
  const rooms = file.list()
  if (!rooms.ok) faults.push(rooms.fault.message)
  for (const { room } of rooms.ok ? rooms.value : []) {
    const report = reportOnRoom(file, room)
    faults.push(...report.faults)
    notes.push(...report.notes)
  }
  const quarantined = file.quarantined()
  if (!quarantined.ok) faults.push(quarantined.fault.message)
  for (const { room, epoch, seq, bytes } of quarantined.ok ? quarantined.value : [])
    notes.push(`${room}: record ${seq} of epoch ${epoch} (${count(bytes, 'byte')}) was set aside`)
  return { faults, notes }
}

const reportOnRoom = (file: DataFile, room: string): Report => {
  const read = file.read(room)
  if (!read.ok) return { faults: [`${room}: ${read.fault.message}`], notes: [] }
  if (read.value === null) return { faults: [`${room}: it is listed, but not found`], notes: [] }
  const { updates, quarantined } = read.value
  const damaged = quarantined > 0 ? [`${room}: ${count(quarantined, 'damaged record')}`] : []
  const merged = mergeRecords(updates)
  if (!merged.ok) return { faults: [...damaged, `${room}: ${merged.fault.message}`], notes: [] }
  const { unreadable, hasPending } = merged.value
  const faults =
    unreadable > 0 ? [...damaged, `${room}: ${count(unreadable, 'record')} that Yjs cannot read`] : damaged
  return {
    faults,
    notes: hasPending ? [`${room}: something in it waits for an update that is not there`] : [],
  }
}
