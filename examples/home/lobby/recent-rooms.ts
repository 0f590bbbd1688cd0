import { isKind, type Kind } from '../../common/page/address.ts'
import { inBrowser } from '../../common/page/storage.ts'

/** A room that this browser has been in. It holds no token and no code: a link that has ended opens nothing by it. */
export interface RecentRoom {
  readonly kind: Kind
  readonly room: string
}

const KEY = 'recent'
const MOST = 6

const isRecentRoom = (value: unknown): value is RecentRoom => {
  const { kind, room } = Object(value)
  return isKind(kind) && typeof room === 'string'
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    // Another page of this origin wrote it, or half of it was written.
    return null
  }
}

/** The rooms of this browser, the last one first. */
export const readRecentRooms = (): readonly RecentRoom[] => {
  const list = parsed(inBrowser.read(KEY) ?? '[]')
  return Array.isArray(list) ? list.filter(isRecentRoom) : []
}

const write = (rooms: readonly RecentRoom[]): void =>
  inBrowser.write(KEY, rooms.length === 0 ? null : JSON.stringify(rooms.slice(0, MOST)))

const without = ({ kind, room }: RecentRoom): readonly RecentRoom[] =>
  readRecentRooms().filter((other) => other.kind !== kind || other.room !== room)

export const rememberRoom = ({ kind, room }: RecentRoom): void =>
  write([{ kind, room }, ...without({ kind, room })])

export const forgetRoom = (room: RecentRoom): void => write(without(room))

export const forgetRooms = (): void => write([])
