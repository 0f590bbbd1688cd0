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
  const faults: string[] = []
  const notes: string[] = []
  /** What cannot be read is a fault, and what is left is read on. */
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      faults.push(error instanceof Error ? error.message : `${error}`)
    }
  }
  attempt(() => faults.push(...file.faults()))
  attempt(() => {
    for (const { room } of file.list())
      attempt(() => {
        const report = reportOnRoom(file, room)
        faults.push(...report.faults)
        notes.push(...report.notes)
      })
  })
  attempt(() => {
    for (const { room, epoch, seq, bytes } of file.quarantined())
      notes.push(`${room}: record ${seq} of epoch ${epoch} (${count(bytes, 'byte')}) was set aside`)
  })
  return { faults, notes }
}

const reportOnRoom = (file: DataFile, room: string): Report => {
  const stored = file.read(room)
  if (stored === null) return { faults: [`${room}: it is listed, but not found`], notes: [] }
  const faults: string[] = []
  if (stored.quarantined > 0) faults.push(`${room}: ${count(stored.quarantined, 'damaged record')}`)
  const merged = mergeRecords(stored.updates)
  if (!merged.ok) return { faults: [...faults, `${room}: ${merged.fault.message}`], notes: [] }
  const { unreadable, hasGap } = merged.value
  if (unreadable > 0) faults.push(`${room}: ${count(unreadable, 'record')} that Yjs cannot read`)
  return { faults, notes: hasGap ? [`${room}: something in it waits for an update that is not there`] : [] }
}
