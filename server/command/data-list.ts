import { openDataFile } from '../store/data-file.ts'
import type { StoredRoomInfo } from '../store/store.ts'
import { DATA_FLAG, type DataCommand, readDataFlag } from './data-command.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = { data: DATA_FLAG, json: { help: 'as JSON' } } as const satisfies FlagTable

export const listCommand: DataCommand = {
  help: 'lists the rooms of a data file: name, epoch, records, bytes',
  flags: FLAGS,
  read(args, env, { print, warn }) {
    const { values, faults } = readFlags(FLAGS, args, env)
    const path = readDataFlag(values.data, faults)
    const run = async () => {
      const file = openDataFile(path)
      const rooms = file.list()
      file.close()
      if (file.isCut) warn(`${path} was cut off: rooms may be missing`)
      if (!rooms.ok) throw new Error(rooms.fault.message)
      if (values.json.length > 0) print(JSON.stringify(rooms.value, null, 2))
      else for (const line of tableOf(rooms.value)) print(line)
      return !file.isCut
    }
    return { faults, run }
  },
}

const tableOf = (rooms: readonly StoredRoomInfo[]): readonly string[] => {
  const rows = [
    ['room', 'epoch', 'records', 'bytes'],
    ...rooms.map(({ room, epoch, records, bytes }) => [room, epoch, `${records}`, `${bytes}`]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map(([room = '', epoch = '', records = '', bytes = '']) =>
    [
      room.padEnd(widths[0] ?? 0),
      epoch.padEnd(widths[1] ?? 0),
      records.padStart(widths[2] ?? 0),
      bytes.padStart(widths[3] ?? 0),
    ].join('  '),
  )
}
