// The rooms that are stored, or in memory of any relay, a page at a time, in the order of their names' code points.
import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Fleet, FleetRoom } from '../../fleet/fleet.ts'
import type { Hub } from '../../rooms/hub.ts'
import { byCodePoints } from '../../store/code-points.ts'
import type { ListRange, Store, StoredRoomInfo } from '../../store/store.ts'
import { type Route, route } from './route.ts'
import { RoomList, RoomListQuery } from './schemas.ts'

export interface RoomListDeps {
  readonly hub: Pick<Hub, 'setAside'>
  readonly fleet: Fleet
  readonly store: Pick<Store, 'list'>
  readonly log: Log
  readonly metrics: Metrics
}

export const roomListRoute = ({ hub, fleet, store, log, metrics }: RoomListDeps): Route => {
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
    summary: 'Rooms that are stored, or in memory of any relay, by name; and the relays.',
    query: RoomListQuery,
    answers: { 200: { description: 'A page of them.', json: RoomList } },
    refusals: ['store-unavailable', 'busy'],
    async handle({ query: { after, limit } }) {
      // One more than is asked for tells whether there is another page.
      const range = { after, limit: limit + 1 }
      const [stored, { rooms: open, end, relays }] = await Promise.all([readStore(range), fleet.rooms(range)])
      if (!stored.ok) return stored
      const rooms = merged(stored.value, open, hub).filter(({ room }) => isUpTo(room, end))
      const page = rooms.slice(0, limit)
      const isLast = rooms.length <= limit && end === null
      return ok({ rooms: page, next: isLast ? null : (page.at(-1)?.room ?? null), relays })
    },
  })
}

const isUpTo = (room: string, end: string | null): boolean => end === null || byCodePoints(room, end) <= 0

/** What is stored with what is in memory: a room to which nothing was written yet is listed, too. */
const merged = (
  stored: readonly StoredRoomInfo[],
  open: ReadonlyMap<string, FleetRoom>,
  { setAside }: RoomListDeps['hub'],
) => {
  const listed = stored.map((info) => ({
    ...info,
    ...presenceOf(open.get(info.room)),
    epoch: open.get(info.room)?.epoch ?? info.epoch,
    setAside: setAside.get(info.room as RoomId) ?? null,
  }))
  const names = new Set(stored.map(({ room }) => room))
  const unstored = [...open.values()]
    .filter(({ room }) => !names.has(room))
    .map((room) => ({ ...room, ...presenceOf(room), records: 0, bytes: 0, setAside: null }))
  return [...listed, ...unstored].sort((one, other) => byCodePoints(one.room, other.room))
}

const presenceOf = (room: FleetRoom | undefined) => ({
  loaded: room !== undefined,
  connections: room?.connections ?? 0,
  people: room?.people ?? 0,
  lagging: room?.lagging ?? 0,
  refused: room?.refused ?? 0,
  relays: room?.relays ?? [],
})
