// The rooms that are stored or in memory, a page at a time, in the order of their names' code points.
import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Room } from '../../rooms/room.ts'
import { byCodePoints } from '../../store/code-points.ts'
import type { ListRange, Store, StoredRoomInfo } from '../../store/store.ts'
import { connectionsIn } from './look.ts'
import { type Route, route } from './route.ts'
import { RoomList, RoomListQuery } from './schemas.ts'

export interface RoomListDeps {
  readonly hub: Pick<Hub, 'rooms' | 'setAside'>
  readonly store: Pick<Store, 'list'>
  readonly log: Log
  readonly metrics: Metrics
}

export const roomListRoute = ({ hub, store, log, metrics }: RoomListDeps): Route => {
  const readStore = async (range: ListRange): Promise<Result<readonly StoredRoomInfo[], RefusalCode>> => {
    try {
      return ok(await store.list(range))
    } catch (error) {
      metrics.storeFailures.inc({ operation: 'list' })
      log.error({ operation: 'list', err: error }, 'the store failed')
      return fault('store-unavailable', 'The rooms cannot be listed just now.')
    }
  }

  return route({
    method: 'get',
    path: '/api/rooms',
    right: 'admin',
    summary: 'Rooms that are stored or in memory, by name.',
    query: RoomListQuery,
    answers: { 200: { description: 'A page of them.', json: RoomList } },
    refusals: ['store-unavailable'],
    async handle({ query: { after, limit } }) {
      // One more than is asked for tells whether there is another page.
      const stored = await readStore({ after, limit: limit + 1 })
      if (!stored.ok) return stored
      const rooms = merged(stored.value, hub, after)
      const page = rooms.slice(0, limit)
      return ok({ rooms: page, next: rooms.length > limit ? (page.at(-1)?.room ?? null) : null })
    },
  })
}

/** What is stored with what is in memory: a room to which nothing was written yet is listed, too. */
const merged = (stored: readonly StoredRoomInfo[], hub: RoomListDeps['hub'], after: string) => {
  const roomById = new Map(
    [...hub.rooms()].filter(({ id }) => byCodePoints(id, after) > 0).map((room) => [room.id as string, room]),
  )
  const listed = stored.map((info) => {
    const room = roomById.get(info.room)
    roomById.delete(info.room)
    const setAside = hub.setAside.get(info.room as RoomId) ?? null
    return { ...info, epoch: room?.epoch ?? info.epoch, setAside, ...presenceOf(room) }
  })
  const unstored = [...roomById.values()].map((room) => ({
    room: room.id,
    epoch: room.epoch,
    records: 0,
    bytes: 0,
    setAside: null,
    ...presenceOf(room),
  }))
  return [...listed, ...unstored].sort((one, other) => byCodePoints(one.room, other.room))
}

const presenceOf = (room: Room | undefined) => ({
  loaded: room !== undefined,
  connections: room === undefined ? 0 : connectionsIn(room),
})
