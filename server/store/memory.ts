import { byCodePoints } from './code-points.ts'
import { memoryKept } from './memory-kept.ts'
import {
  EpochMismatch,
  type ListRange,
  type OrderChanges,
  type Store,
  type StoredOrders,
  type StoredRoom,
} from './store.ts'

interface MemoryRoom {
  epoch: string
  lastSeq: number
  records: { seq: number; body: Uint8Array }[]
}

/**
 * Keeps documents for the life of the process: nothing is on disk, nothing outlives it.
 *
 * @example
 * ```ts
 * import { createRelay, memoryStore } from 'homeroom/server'
 *
 * const relay = createRelay({ store: memoryStore() })
 * await relay.close()
 * ```
 */
export const memoryStore = (): Store => {
  const rooms = new Map<string, MemoryRoom>()
  const orders = memoryOrders()
  const beside = memoryKept()

  return {
    durability: 'none',

    load: async (room) => storedOf(rooms.get(room)),

    async append(room, epoch, batch) {
      const stored = storedUnder(rooms, room, epoch) ?? { epoch, lastSeq: 0, records: [] }
      const records = batch.map((body, index) => ({
        seq: stored.lastSeq + index + 1,
        body: Uint8Array.from(body),
      }))
      rooms.set(room, stored)
      for (const record of records) stored.records.push(record)
      stored.lastSeq += records.length
      return stored.lastSeq
    },

    async compact(room, epoch, snapshot, upToSeq) {
      const stored = storedUnder(rooms, room, epoch)
      if (stored === undefined) return
      const body = Uint8Array.from(snapshot)
      const later = stored.records.filter(({ seq }) => seq > upToSeq)
      stored.records = [{ seq: upToSeq, body }, ...later]
    },

    async compactInParts(room, epoch, parts, upToSeq) {
      const snapshot = await recordsOf(parts, () => upToSeq)
      const stored = storedUnder(rooms, room, epoch)
      if (stored === undefined) return
      stored.records = [...snapshot, ...stored.records.filter(({ seq }) => seq > upToSeq)]
    },

    async replace(room, epoch, snapshot) {
      const records = snapshot === null ? [] : [{ seq: 1, body: Uint8Array.from(snapshot) }]
      rooms.set(room, { epoch, lastSeq: records.length, records })
      if (snapshot !== null) return
      orders.forget(room)
      beside.forget(room)
    },

    async replaceInParts(room, epoch, parts) {
      const records = await recordsOf(parts, (index) => index + 1)
      rooms.set(room, { epoch, lastSeq: records.length, records })
    },

    list: async (range) => listOf(rooms, range),
    orders: async (room) => orders.read(room),
    order: async (room, changes) => orders.change(room, changes),
    ...beside.methods,

    async close() {
      rooms.clear()
    },
  }
}

/** Throws where the room has another epoch. */
const storedUnder = (rooms: ReadonlyMap<string, MemoryRoom>, room: string, epoch: string) => {
  const stored = rooms.get(room)
  if (stored !== undefined && stored.epoch !== epoch) throw new EpochMismatch(room)
  return stored
}

const storedOf = (stored: MemoryRoom | undefined): StoredRoom => {
  if (stored === undefined) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
  const updates = stored.records.map(({ body }) => body)
  return { epoch: stored.epoch, updates, lastSeq: stored.lastSeq, quarantined: 0 }
}

const recordsOf = async (parts: AsyncIterable<Uint8Array>, seqOf: (index: number) => number) => {
  const records: MemoryRoom['records'] = []
  for await (const part of parts) records.push({ seq: seqOf(records.length), body: Uint8Array.from(part) })
  return records
}

const listOf = (rooms: ReadonlyMap<string, MemoryRoom>, { after = '', limit = rooms.size }: ListRange = {}) =>
  [...rooms]
    .filter(([room, { records }]) => records.length > 0 && byCodePoints(room, after) > 0)
    .sort(([one], [other]) => byCodePoints(one, other))
    .slice(0, limit)
    .map(([room, { epoch, records }]) => ({
      room,
      epoch,
      records: records.length,
      bytes: records.reduce((sum, { body }) => sum + body.length, 0),
    }))

const memoryOrders = () => {
  const ordersByRoom = new Map<string, StoredOrders>()
  const areTexts = (values: unknown[]) => values.every((value) => value === null || typeof value === 'string')

  return {
    read: (room: string): StoredOrders => ordersByRoom.get(room) ?? {},
    forget: (room: string) => ordersByRoom.delete(room),
    change(room: string, changes: OrderChanges): void {
      if (!areTexts(Object.values(changes))) throw new TypeError('an order is a text, or null')
      const all = new Map<string, string | null>([
        ...Object.entries(ordersByRoom.get(room) ?? {}),
        ...Object.entries(changes),
      ])
      const kept = [...all].filter((order): order is [string, string] => order[1] !== null)
      if (kept.length > 0) ordersByRoom.set(room, Object.fromEntries(kept))
      else ordersByRoom.delete(room)
    },
  }
}
