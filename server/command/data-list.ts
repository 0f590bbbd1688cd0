import { byCodePoints } from '../store/code-points.ts'
import type { DataReader } from '../store/data-reader.ts'
import type { DataCommand } from './data-command.ts'
import { PLACE_FLAGS, readPlace } from './data-place.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = { ...PLACE_FLAGS, json: { help: 'as JSON' } } as const satisfies FlagTable

export const listCommand: DataCommand = {
  help: 'lists the rooms: name, epoch, records, bytes, orders of hosts',
  flags: FLAGS,
  read(args, env, { print, warn }) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    const place = readPlace(values, said, faults)
    const run = async () => {
      const data = await place.open()
      try {
        if (data.isCut) warn(`${place.name} was cut off: rooms may be missing`)
        const rooms = await roomsOf(data)
        if (values.json.length > 0) print(JSON.stringify(rooms, null, 2))
        else for (const line of tableOf(rooms)) print(line)
        return !data.isCut
      } finally {
        await data.close()
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
const roomsOf = async (data: DataReader): Promise<readonly ListedRoom[]> => {
  const stored = await data.list()
  const orders = await data.orders()
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
