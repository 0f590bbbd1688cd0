import { createHash } from 'node:crypto'
import { ROOMS_PER_BEAT } from './bounds.ts'
import type { BusRoom } from './bus-room.ts'
import { type BeatFrame, type BeatRoom, SHARES } from './node-frame.ts'

const HASH_BYTES = 6

const hashOf = (room: BusRoom): number =>
  createHash('sha256').update(room.id).digest().readUIntBE(0, HASH_BYTES)

/**
 * The rooms of this node. Each beat names a share of them, so that after {@link SHARES} beats every other node knows them all: a lost
 * `hello` or `bye`, or the loss of the last message before a silence, is found out by that.
 */
export class RoomShares {
  readonly #roomById = new Map<string, BusRoom>()
  /** By hash. */
  readonly #shares = Array.from({ length: SHARES }, () => new Map<number, BusRoom>())

  get shared(): number {
    return [...this].filter(({ others }) => others.size > 0).length
  }

  [Symbol.iterator](): IterableIterator<BusRoom> {
    return this.#roomById.values()
  }

  get(id: string): BusRoom | undefined {
    return this.#roomById.get(id)
  }

  add(room: BusRoom): void {
    const hash = hashOf(room)
    this.#roomById.set(room.id, room)
    this.#shares[hash % SHARES]?.set(hash, room)
  }

  delete(room: BusRoom): void {
    // It may have been opened again.
    if (this.#roomById.get(room.id) !== room) return
    const hash = hashOf(room)
    this.#roomById.delete(room.id)
    this.#shares[hash % SHARES]?.delete(hash)
  }

  /** What a beat says. */
  shareAt(beat: number): Pick<BeatFrame, 'share' | 'rooms'> {
    const share = beat % SHARES
    const rooms: BeatRoom[] = []
    for (const [hash, { position }] of this.#shares[share] ?? []) {
      if (rooms.length === ROOMS_PER_BEAT) break
      rooms.push({ hash, ...position })
    }
    return { share, rooms }
  }

  /** Compares what another node says in a beat with what is known of it. */
  listed({ from, share, rooms }: BeatFrame): void {
    const listedByHash = new Map(rooms.map((listed) => [listed.hash, listed]))
    // A list that is full may lack some.
    const isWhole = rooms.length < ROOMS_PER_BEAT
    for (const [hash, room] of this.#shares[share] ?? []) {
      const listed = listedByHash.get(hash)
      if (listed !== undefined) room.listed(from, listed)
      else if (isWhole) room.unlisted(from)
    }
  }
}
