import type { Context } from 'hono'
import * as v from 'valibot'
import { fault, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Room } from '../../rooms/room.ts'
import { byCodePoints } from '../../store/order.ts'
import type { ListRange, Store, StoredRoomInfo } from '../../store/store.ts'
import type { Env } from '../join.ts'
import { type Answer, json } from './answer.ts'

const PAGE_ROOMS = 100
const MOST_ROOMS = 1_000

export interface RoomListDeps {
  readonly hub: Pick<Hub, 'rooms'>
  readonly store: Pick<Store, 'list'>
  readonly log: Log
  readonly metrics: Metrics
}

/** A line of the list of rooms. */
export interface ListedRoom extends StoredRoomInfo {
  /** It is in memory. */
  readonly loaded: boolean
  readonly connections: number
}

const Query = v.object({
  after: v.optional(v.string(), ''),
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number), v.minValue(1), v.maxValue(MOST_ROOMS)),
    `${PAGE_ROOMS}`,
  ),
})

/** The rooms that are stored or in memory, a page at a time, in the order of their names' code points. */
export const createRoomList = ({ hub, store, log, metrics }: RoomListDeps) => {
  const readStore = async (range: ListRange): Promise<Result<readonly StoredRoomInfo[], RefusalCode>> => {
    try {
      return ok(await store.list(range))
    } catch (error) {
      metrics.storeFailures.inc({ operation: 'list' })
      log.error({ operation: 'list', err: error }, 'the store failed')
      return fault('store-unavailable', 'The rooms cannot be listed just now.')
    }
  }

  return async (c: Context<Env>): Promise<Answer> => {
    const query = v.safeParse(Query, c.req.query())
    if (!query.success) return fault('bad-request', `limit is a whole number from 1 to ${MOST_ROOMS}.`)
    const { after, limit } = query.output
    // One more than is asked for tells whether there is another page.
    const stored = await readStore({ after, limit: limit + 1 })
    if (!stored.ok) return stored
    const rooms = merged(stored.value, [...hub.rooms()], after)
    const page = rooms.slice(0, limit)
    return json(c, { rooms: page, next: rooms.length > limit ? (page.at(-1)?.room ?? null) : null })
  }
}

/** What is stored with what is in memory: a room is listed, too, that nothing was written to yet. */
const merged = (
  stored: readonly StoredRoomInfo[],
  open: readonly Room[],
  after: string,
): readonly ListedRoom[] => {
  const roomById = new Map(
    open.filter(({ id }) => byCodePoints(id, after) > 0).map((room) => [room.id as string, room]),
  )
  const listed = stored.map((info): ListedRoom => {
    const room = roomById.get(info.room)
    roomById.delete(info.room)
    return { ...info, epoch: room?.epoch ?? info.epoch, ...presenceOf(room) }
  })
  const unstored = [...roomById.values()].map(
    (room): ListedRoom => ({ room: room.id, epoch: room.epoch, records: 0, bytes: 0, ...presenceOf(room) }),
  )
  return [...listed, ...unstored].sort((one, other) => byCodePoints(one.room, other.room))
}

const presenceOf = (room: Room | undefined) => ({
  loaded: room !== undefined,
  connections: room?.participants.size ?? 0,
})
