import { randomUUID } from 'node:crypto'
import { firstEpoch } from './first-epoch.ts'
import { memoryKept } from './memory-kept.ts'
import { memoryLocks } from './memory-locks.ts'
import { memoryPolicies } from './memory-policies.ts'
import { MemoryRooms } from './memory-rooms.ts'
import { EpochMismatch, type RoomWrite, type Store } from './store.ts'

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
  const seed = randomUUID()
  const rooms = new MemoryRooms()
  const policies = memoryPolicies()
  const beside = memoryKept()

  const policyVersionOf = (room: string) => policies.versionOf(room)
  const epochOf = (room: string) => rooms.get(room)?.epoch ?? firstEpoch(seed, room)

  return {
    durability: 'none',

    async open(room) {
      const stored = rooms.get(room)
      const { lastSeq = 0, records = [] } = stored ?? {}
      const updates = records.map(({ body }) => body)
      const isNew = rooms.isNew(room)
      return { epoch: epochOf(room), updates, lastSeq, quarantined: 0, isNew, ...policies.read(room) }
    },

    append: async (writes) =>
      writes.map(copyOf).map(({ room, epoch, batch }) => rooms.append(room, epoch, batch)),

    async since(room, epoch, seq) {
      if (epochOf(room) !== epoch) throw new EpochMismatch(room)
      return { ...rooms.since(room, seq), policyVersion: policyVersionOf(room) }
    },

    async adopt(room, from, to) {
      if (rooms.isNew(room) && epochOf(room) === from) rooms.adopt(room, to)
      return epochOf(room) === to
    },

    compact: async (room, epoch, snapshot, upToSeq) =>
      rooms.compact(room, epoch, [Uint8Array.from(snapshot)], upToSeq),

    compactInParts: async (room, epoch, parts, upToSeq) =>
      rooms.compact(room, epoch, await copiesOf(parts), upToSeq),

    async replace(room, epoch, snapshot) {
      rooms.set(room, epoch, snapshot === null ? [] : [Uint8Array.from(snapshot)])
      if (snapshot !== null) return
      policies.forget(room)
      beside.forget(room)
    },

    async replaceInParts(room, epoch, parts) {
      rooms.set(room, epoch, await copiesOf(parts))
    },

    list: async (range) => rooms.list(range),
    orders: async (room, prefix) => policies.read(room, prefix),
    order: async (room, changes, known) => policies.change(room, changes, known),
    ...{ ...beside.methods, ...memoryLocks() },

    async close() {
      rooms.clear()
    },
  }
}

const copyOf = ({ batch, ...write }: RoomWrite): RoomWrite => ({
  ...write,
  batch: batch.map((body) => Uint8Array.from(body)),
})

const copiesOf = async (parts: AsyncIterable<Uint8Array>) => {
  const copies: Uint8Array[] = []
  for await (const part of parts) copies.push(Uint8Array.from(part))
  return copies
}
