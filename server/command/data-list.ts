import { byCodePoints } from '../store/code-points.ts'
import { type DataFile, openDataFile } from '../store/data-file.ts'
import { DATA_FLAG, type DataCommand, readDataFlag } from './data-command.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = { data: DATA_FLAG, json: { help: 'as JSON' } } as const satisfies FlagTable

export const listCommand: DataCommand = {
  help: 'lists the rooms of a data file: name, epoch, records, bytes, orders of hosts',
  flags: FLAGS,
  read(args, env, { print, warn }) {
    const { values, faults } = readFlags(FLAGS, args, env)
    const path = readDataFlag(values.data, faults)
    const run = async () => {
      const file = openDataFile(path)
      try {
        if (file.isCut) warn(`${path} was cut off: rooms may be missing`)
        const rooms = roomsOf(file)
        if (values.json.length > 0) print(JSON.stringify(rooms, null, 2))
        else for (const line of tableOf(rooms)) print(line)
        return !file.isCut
      } finally {
        file.close()
      }
    }
    return { faults, run }
  },
}

interface ListedRoom {
  readonly room: string
  /** Null where nothing is stored but orders. */
  readonly epoch: string | null
  readonly records: number
  readonly bytes: number
  /** How many orders of hosts are stored. */
  readonly orders: number
}

/** Rooms that have records or orders, in the order of code points. */
const roomsOf = (file: DataFile): readonly ListedRoom[] => {
  const stored = file.list()
  const orders = file.orders()
  if (!stored.ok) throw new Error(stored.fault.message)
  if (!orders.ok) throw new Error(orders.fault.message)
  const roomByName = new Map<string, ListedRoom>(
    stored.value.map((info) => [info.room, { ...info, orders: 0 }]),
  )
  for (const [room, ordered] of orders.value) {
    const nothing = { room, epoch: null, records: 0, bytes: 0 }
    const listed = roomByName.get(room) ?? nothing
    roomByName.set(room, { ...listed, orders: Object.keys(ordered).length })
  }
  return [...roomByName.values()].sort((one, other) => byCodePoints(one.room, other.room))
}

const tableOf = (rooms: readonly ListedRoom[]): readonly string[] => {
  const rows = [
    ['room', 'epoch', 'records', 'bytes', 'orders'],
    ...rooms.map(({ room, epoch, records, bytes, orders }) => [
      room,
      epoch ?? '-',
      `${records}`,
      `${bytes}`,
      `${orders}`,
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const isText = (column: number) => column < 2
  return rows.map((row) =>
    row
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}
