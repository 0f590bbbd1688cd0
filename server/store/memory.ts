import { byCodePoints } from './code-points.ts'
import { EpochMismatch, type Store } from './store.ts'

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

  return {
    durability: 'none',

    async load(room) {
      const stored = rooms.get(room)
      if (stored === undefined) return { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
      const updates = stored.records.map(({ body }) => body)
      return { epoch: stored.epoch, updates, lastSeq: stored.lastSeq, quarantined: 0 }
    },

    async append(room, epoch, batch) {
      const stored = rooms.get(room) ?? { epoch, lastSeq: 0, records: [] }
      if (stored.epoch !== epoch) throw new EpochMismatch(room)
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
      const stored = rooms.get(room)
      if (stored === undefined) return
      if (stored.epoch !== epoch) throw new EpochMismatch(room)
      const body = Uint8Array.from(snapshot)
      const later = stored.records.filter(({ seq }) => seq > upToSeq)
      stored.records = [{ seq: upToSeq, body }, ...later]
    },

    async replace(room, epoch, snapshot) {
      const records = snapshot === null ? [] : [{ seq: 1, body: Uint8Array.from(snapshot) }]
      rooms.set(room, { epoch, lastSeq: records.length, records })
    },

    async list({ after = '', limit = rooms.size } = {}) {
      return [...rooms]
        .filter(([room, { records }]) => records.length > 0 && byCodePoints(room, after) > 0)
        .sort(([one], [other]) => byCodePoints(one, other))
        .slice(0, limit)
        .map(([room, { epoch, records }]) => ({
          room,
          epoch,
          records: records.length,
          bytes: records.reduce((sum, { body }) => sum + body.length, 0),
        }))
    },

    async close() {
      rooms.clear()
    },
  }
}
